/* manifest.h: pgmirage.json beside the archive: what was done, and what a later run needs to know. No
 * key and no value of a row is in it. */
#ifndef PGM_MANIFEST_H
#define PGM_MANIFEST_H

#include "dump.h"
#include "plan.h"

/* What fakes depend on besides key, rules and values: a change of any of these changes fakes, so that
 * refreshes under a kept key would not match. */
#define PGM_ALGORITHM_PRF         "aes-128-cmac"
#define PGM_ALGORITHM_PERMUTATION "fisher-yates-4e6+feistel-aes-10"
#define PGM_ALGORITHM_MASKS       "1"
#define PGM_ALGORITHMS_TEXT                                                                        \
    PGM_ALGORITHM_PRF " " PGM_ALGORITHM_PERMUTATION " masks " PGM_ALGORITHM_MASKS

/* Writes it into the folder. `key_commitment` is public by design. */
enum pgm_status pgm_manifest_write(const struct pgm_result *result, const struct pgm_plan *plan,
                                   const char *key_commitment, bool key_kept, int directory_fd,
                                   struct pgm_error *error) PGM_MUST_CHECK;

#endif
