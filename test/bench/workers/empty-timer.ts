// The floor: a Node process that wakes up once a second and does nothing.
setInterval(() => {}, 1_000);
process.stdout.write('ready\n');
process.stdin.resume();
