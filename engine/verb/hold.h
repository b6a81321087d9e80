/* hold.h: `pgmirage snapshot`: a snapshot, with the tables locked, that outlives the runs that read in it. */
#ifndef PGM_HOLD_H
#define PGM_HOLD_H

#include "pg.h"

struct pgm_hold_options {
    struct pgm_pg_options source;
    int lock_wait_timeout_ms;
    int hold_s; /* 0: until the cancel is pulled */
};

/* Takes it, shows its name and place, and holds it. The end of the time and an interruption are both the
 * end that was asked for (PGM_OK); a lost server is not. */
enum pgm_status pgm_hold(const struct pgm_hold_options *options, struct pgm_cancel *cancel,
                         void (*show)(const char *id, const char *lsn),
                         struct pgm_error *error) PGM_MUST_CHECK;

#endif
