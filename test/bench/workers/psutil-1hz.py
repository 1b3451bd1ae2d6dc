# The peer: psutil, the figures of a system tick at 1 Hz; with "processes" also the process table.
import sys
import time

import psutil

processes = "processes" in sys.argv
print("ready", flush=True)
while True:
    psutil.cpu_times(percpu=True)
    psutil.virtual_memory()
    psutil.swap_memory()
    psutil.disk_io_counters(perdisk=True)
    psutil.net_io_counters(pernic=True)
    psutil.getloadavg()
    if processes:
        attributes = ["pid", "ppid", "name", "cpu_times", "memory_info", "num_threads", "status"]
        for process in psutil.process_iter(attributes):
            process.info
    time.sleep(1)
