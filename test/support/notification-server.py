# A desktop's notification service without a desktop. It prints one JSON object per line for the bus and for each call, and does what a
# person does when its standard input says so: {"id": 1, "action": "snooze"}, {"id": 1} closes.
import json
import os
import sys

import dbus
import dbus.mainloop.glib
import dbus.service
from gi.repository import GLib

NAME = "org.freedesktop.Notifications"


def say(value):
    print(json.dumps(value), flush=True)


class Server(dbus.service.Object):
    def __init__(self, bus, capabilities):
        super().__init__(bus, "/org/freedesktop/Notifications")
        self.capabilities = capabilities
        self.last = 0

    @dbus.service.method(NAME, in_signature="", out_signature="as")
    def GetCapabilities(self):
        return dbus.Array(self.capabilities, signature="s")

    @dbus.service.method(NAME, in_signature="susssasa{sv}i", out_signature="u")
    def Notify(self, app, replaces, icon, title, body, actions, hints, timeout):
        self.last = int(replaces) or self.last + 1
        say(
            {
                "id": self.last,
                "replaces": int(replaces),
                "app": str(app),
                "icon": str(icon),
                "title": str(title),
                "body": str(body),
                "actions": [str(word) for word in actions],
                "urgency": int(hints["urgency"]) if "urgency" in hints else None,
                "timeout": int(timeout),
            }
        )
        return dbus.UInt32(self.last)

    @dbus.service.method(NAME, in_signature="", out_signature="ssss")
    def GetServerInformation(self):
        return ("test", "test", "1", "1.2")

    @dbus.service.signal(NAME, signature="us")
    def ActionInvoked(self, id, action):
        pass

    @dbus.service.signal(NAME, signature="uu")
    def NotificationClosed(self, id, reason):
        pass


def heard(channel, _condition, server, loop):
    line = sys.stdin.readline()
    if line == "":
        loop.quit()
        return False
    order = json.loads(line)
    if "action" in order:
        server.ActionInvoked(dbus.UInt32(order["id"]), order["action"])
    server.NotificationClosed(dbus.UInt32(order["id"]), dbus.UInt32(2))
    return True


dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
bus = dbus.SessionBus()
name = dbus.service.BusName(NAME, bus)
loop = GLib.MainLoop()
GLib.io_add_watch(0, GLib.IO_IN | GLib.IO_HUP, heard, server := Server(bus, sys.argv[1:]), loop)
say({"bus": os.environ["DBUS_SESSION_BUS_ADDRESS"]})
loop.run()
