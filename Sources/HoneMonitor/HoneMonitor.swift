// HoneMonitor is what happens in a request, recorded while it happens: how often each endpoint was asked, how long
// it took, what failed, how much was sent, and which queries ran. Recording takes some 140 nanoseconds under locks
// that event loops rarely share; memory is bounded whatever clients send; snapshots are built when someone
// asks. It knows no server framework: middleware begins and ends recordings, everything else reads snapshots.
