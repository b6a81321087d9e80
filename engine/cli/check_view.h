/* check_view.h: the answer of `pgmirage check` for people, programs and GitHub's annotations. */
#ifndef PGM_CHECK_VIEW_H
#define PGM_CHECK_VIEW_H

#include <stdio.h>

#include "check.h"
#include "verbs.h"

void pgm_check_print(const struct pgm_check_result *result, const struct pgm_cli_options *options,
                     enum pgm_status status, FILE *stream);

#endif
