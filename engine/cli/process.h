/* process.h: what the program, unlike the library, may do to its process. */
#ifndef PGM_PROCESS_H
#define PGM_PROCESS_H

#include "cancel.h"
#include "status.h"

/* No core dumps and no debugger of the same user (keys are in memory), no SIGPIPE, files for the
 * owner alone. */
void pgm_process_harden(void);
/* From now on SIGINT pulls `cancel` with PGM_INTERRUPTED, SIGTERM and SIGHUP with PGM_TERMINATED; a
 * second SIGINT ends the process at once. A signal that was ignored at the start (nohup) stays so.
 * `cancel` must live until the process ends or until this is called with NULL. */
void pgm_process_catch(struct pgm_cancel *cancel);
/* The outcome stands: those signals are ignored until the process ends, so that its exit code tells
 * what became of the run. `cancel` may go. */
void pgm_process_settle(void);

#endif
