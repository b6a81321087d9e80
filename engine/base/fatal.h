/* fatal.h: the end of a process that cannot even hold its own descriptions in memory. */
#ifndef PGM_FATAL_H
#define PGM_FATAL_H

/* Says so and exits with 1, at once and without running handlers. Nothing looks finished then: the
 * commit mark of an output is always its last write. */
_Noreturn void pgm_fatal_memory(void);

#endif
