/* Signals and the process's limits. Each test runs in a child of its own. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli_run.h"
#include "process.h"

static struct pgm_cancel cancel;
static struct pgm_error error;

static void catch (void)
{
    cr_assert_eq(pgm_cancel_init(&cancel, &error), PGM_OK);
    pgm_process_catch(&cancel);
}

static void expect_pulled(enum pgm_status status)
{
    struct pollfd pulled = {.fd = cancel.event_fd, .events = POLLIN};
    cr_assert_eq(poll(&pulled, 1, 0), 1);
    cr_assert_eq(atomic_load(&cancel.status), (int)status);
}

Test(process, hardened)
{
    struct rlimit core;
    pgm_process_harden();
    cr_assert_eq(getrlimit(RLIMIT_CORE, &core), 0);
    cr_assert_eq(core.rlim_cur, 0);
    cr_assert_eq(core.rlim_max, 0);
    cr_assert_eq(prctl(PR_GET_DUMPABLE, 0, 0, 0, 0), 0);
    cr_assert_eq(umask(0), 077);
    raise(SIGPIPE); /* would end the test */
}

Test(process, interrupted)
{
    catch ();
    raise(SIGINT);
    expect_pulled(PGM_INTERRUPTED);
}

Test(process, terminated)
{
    catch ();
    raise(SIGTERM);
    raise(SIGHUP);
    expect_pulled(PGM_TERMINATED);
}

Test(process, first_reason_stays)
{
    catch ();
    raise(SIGTERM);
    raise(SIGINT);
    expect_pulled(PGM_TERMINATED);
}

Test(process, second_interrupt_ends_at_once, .exit_code = 130)
{
    catch ();
    raise(SIGINT);
    raise(SIGINT);
    cr_assert_fail("still here");
}

Test(process, an_ignored_signal_stays_ignored)
{
    signal(SIGHUP, SIG_IGN); /* nohup */
    catch ();
    raise(SIGHUP);
    cr_assert(!pgm_cancel_pulled(&cancel));
}

Test(process, let_go, .signal = SIGTERM)
{
    catch ();
    pgm_process_catch(NULL);
    raise(SIGTERM);
}

Test(process, settled)
{
    catch ();
    pgm_process_settle();
    raise(SIGINT);
    raise(SIGINT);
    raise(SIGTERM);
    cr_assert(!pgm_cancel_pulled(&cancel));
}

/* The verb that needs no server: keys. */

static char *read_key(const char *path)
{
    static char text[256];
    const int fd = open(path, O_RDONLY);
    cr_assert_geq(fd, 0);
    const ssize_t bytes = read(fd, text, sizeof text - 1);
    cr_assert_gt(bytes, 0);
    text[bytes] = 0;
    close(fd);
    return text;
}

Test(keygen, a_new_file_for_the_owner_alone)
{
    char folder[] = "/tmp/pgmirage-keygen.XXXXXX", path[64];
    struct stat stat_of;
    cr_assert_not_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/key", folder);
    const struct pgm_cli_options options = {.key_path = path};
    umask(0);
    cr_assert_eq(pgm_cli_keygen(&options, &error), PGM_OK);
    cr_assert_eq(stat(path, &stat_of), 0);
    cr_assert_eq(stat_of.st_mode & 0777, 0600);
    char *const first = strdup(read_key(path));
    cr_assert_eq(strlen(first), 49);
    cr_assert_eq(first[48], '\n');
    cr_assert_eq(strncmp(first, "pgm1_", 5), 0);

    cr_assert_eq(pgm_cli_keygen(&options, &error), PGM_FAILED, "an existing key is never replaced");
    cr_assert_str_eq(read_key(path), first);
    unlink(path);
    cr_assert_eq(symlink("elsewhere", path), 0);
    cr_assert_eq(pgm_cli_keygen(&options, &error), PGM_FAILED, "nor a link followed");
    unlink(path);
    rmdir(folder);
    free(first);
}

Test(conninfo, passwords_are_seen)
{
    cr_assert(pgm_cli_carries_password("postgres://ann:hunter2@localhost/shop"));
    cr_assert(pgm_cli_carries_password("postgresql:///shop?password=hunter2"));
    cr_assert(pgm_cli_carries_password("host=localhost password = 'hunter 2'"));
    cr_assert(!pgm_cli_carries_password("postgres://ann@localhost/shop"));
    cr_assert(!pgm_cli_carries_password("host=localhost user=password"));
    cr_assert(!pgm_cli_carries_password("password"));
    cr_assert(!pgm_cli_carries_password("not=a=conninfo"));
    cr_assert(!pgm_cli_carries_password(NULL));
}

enum pgm_status pgm_dump(const struct pgm_dump_options *options, struct pgm_cancel *pulled,
                         struct pgm_progress *progress, struct pgm_result *result,
                         struct pgm_error *failed)
{
    (void)options, (void)pulled, (void)progress, (void)result, (void)failed;
    return PGM_FAILED;
}
