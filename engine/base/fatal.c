/* fatal.c: the way out when memory is gone; allocates nothing. */
#include "fatal.h"

#include <unistd.h>

#include "status.h"

_Noreturn void pgm_fatal_memory(void)
{
    static const char text[] = "pgmirage: error: out of memory\n";
    const ssize_t written = write(STDERR_FILENO, text, sizeof text - 1);
    (void)written;
    _exit(PGM_FAILED);
}
