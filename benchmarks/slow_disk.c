/* Preloaded into a server: each flush takes FLUSH_MICROSECONDS longer than the disk needs for it. */
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

static int flush(long call, int descriptor)
{
    usleep(atoi(getenv("FLUSH_MICROSECONDS")));
    return syscall(call, descriptor);
}

int fsync(int descriptor)
{
    return flush(SYS_fsync, descriptor);
}

int fdatasync(int descriptor)
{
    return flush(SYS_fdatasync, descriptor);
}
