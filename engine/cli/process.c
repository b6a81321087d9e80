/* process.c: signals and the process's own limits. */
#include "process.h"

#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* A handler takes no argument: what it needs must be here. */
static _Atomic(struct pgm_cancel *) caught_cancel;
static atomic_int interrupts;

void pgm_process_harden(void)
{
    const struct rlimit none = {0, 0};
    /* Neither can fail for a process that lowers its own limits. */
    (void)setrlimit(RLIMIT_CORE, &none);
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    signal(SIGPIPE, SIG_IGN);
    umask(077);
}

static void on_signal(int number)
{
    if (number == SIGINT && atomic_fetch_add(&interrupts, 1) > 0)
        _exit(PGM_INTERRUPTED);
    struct pgm_cancel *const cancel = atomic_load(&caught_cancel);
    if (cancel)
        pgm_cancel_pull(cancel, number == SIGINT ? PGM_INTERRUPTED : PGM_TERMINATED);
}

static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};

void pgm_process_catch(struct pgm_cancel *cancel)
{
    atomic_store(&caught_cancel, cancel);
    struct sigaction action = {.sa_handler = cancel ? on_signal : SIG_DFL, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct sigaction before;
        if (sigaction(numbers[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            sigaction(numbers[i], &action, NULL);
    }
}

void pgm_process_settle(void)
{
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        signal(numbers[i], SIG_IGN);
    atomic_store(&caught_cancel, NULL);
}
