/* The one record of a fault: the first stays, messages are cut and never run over. */
#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>

#include "status.h"

static enum pgm_status forward(enum pgm_status from, bool *reached_end)
{
    PGM_TRY(from);
    *reached_end = true;
    return PGM_OK;
}

static enum pgm_status forward_out(enum pgm_status from, int *released)
{
    enum pgm_status status = PGM_OK;
    PGM_TRY_OUT(from);
    PGM_TRY_OUT(PGM_OK);
out:
    ++*released;
    return status;
}

Test(base_status, the_first_record_stays)
{
    struct pgm_error error = {0};
    cr_assert_eq(pgm_fail(&error, PGM_UNFIT, "table %s: %d columns", "t", 3), PGM_UNFIT);
    cr_assert_str_eq(error.message, "table t: 3 columns");
    cr_assert_eq(error.status, PGM_UNFIT);
    cr_assert_eq(pgm_fail(&error, PGM_FAILED, "closing the file"), PGM_FAILED);
    cr_assert_eq(error.status, PGM_UNFIT);
    cr_assert_str_eq(error.message, "table t: 3 columns");
}

Test(base_status, hints)
{
    struct pgm_error error = {0};
    pgm_hint(&error, "nothing failed yet");
    cr_assert_str_eq(error.hint, "");
    cr_assert_eq(pgm_fail(&error, PGM_FAILED, "no"), PGM_FAILED);
    cr_assert_str_eq(error.hint, "");
    pgm_hint(&error, "try %d", 1);
    pgm_hint(&error, "try %d", 2);
    cr_assert_str_eq(error.hint, "try 1");
    pgm_hint(NULL, "nobody listens");
}

Test(base_status, a_record_forgets_an_older_hint)
{
    struct pgm_error error = {.hint = "left over"};
    cr_assert_eq(pgm_fail(&error, PGM_FAILED, "no"), PGM_FAILED);
    cr_assert_str_eq(error.hint, "");
}

Test(base_status, without_a_record_the_status_is_passed_on)
{
    cr_assert_eq(pgm_fail(NULL, PGM_TERMINATED, "%s", "x"), PGM_TERMINATED);
    cr_assert_eq(pgm_fail_errno(NULL, ENOENT, "x"), PGM_FAILED);
    cr_assert_eq(pgm_fail_memory(NULL), PGM_FAILED);
}

Test(base_status, errno_is_explained)
{
    struct pgm_error error = {0};
    cr_assert_eq(pgm_fail_errno(&error, ENOSPC, "writing %s", "3521.dat"), PGM_FAILED);
    cr_assert_str_eq(error.message, "writing 3521.dat: No space left on device");
}

Test(base_status, long_messages_are_cut)
{
    struct pgm_error error = {0};
    char name[4000];
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    cr_assert_eq(pgm_fail(&error, PGM_FAILED, "%s", name), PGM_FAILED);
    cr_assert_eq(strlen(error.message), sizeof error.message - 1);
    pgm_hint(&error, "%s", name);
    cr_assert_eq(strlen(error.hint), sizeof error.hint - 1);
    cr_assert_eq(error.status, PGM_FAILED);

    struct pgm_error with_errno = {0};
    cr_assert_eq(pgm_fail_errno(&with_errno, EIO, "%s", name), PGM_FAILED);
    cr_assert(strlen(with_errno.message) < sizeof with_errno.message);
    cr_assert(strstr(with_errno.message, "Input/output error"), "the reason is not cut away");
}

Test(base_status, forwarding)
{
    bool reached_end = false;
    cr_assert_eq(forward(PGM_CHECK_FAILED, &reached_end), PGM_CHECK_FAILED);
    cr_assert_not(reached_end);
    cr_assert_eq(forward(PGM_OK, &reached_end), PGM_OK);
    cr_assert(reached_end);

    int released = 0;
    cr_assert_eq(forward_out(PGM_FAILED, &released), PGM_FAILED);
    cr_assert_eq(forward_out(PGM_OK, &released), PGM_OK);
    cr_assert_eq(released, 2, "both ways lead through the one exit");
}
