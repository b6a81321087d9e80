/*
 * What kernels, limits and file systems refuse: io_uring and its parts, O_DIRECT, O_TMPFILE, locked
 * memory, space. Seccomp filters (plain BPF) play the kernel; they and other limits cannot be taken
 * back, so each case runs in a child of its own.
 */
#include "sink_folder.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#define NOBODY 65534

/* Lets a system call fail, if `mask` is not 0 only where the argument has one of its bits. */
static bool deny(unsigned number, unsigned argument, unsigned mask, int errno_value)
{
    const unsigned refusal = SECCOMP_RET_ERRNO | ((unsigned)errno_value & SECCOMP_RET_DATA);
    const unsigned offset =
        (unsigned)offsetof(struct seccomp_data, args) + argument * (unsigned)sizeof(uint64_t);
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offset),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, mask, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, refusal),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    if (mask == 0) /* JSET with no bit never holds: refuse either way */
        filter[3] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, refusal);
    const struct sock_fprog program = {sizeof filter / sizeof *filter, filter};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

struct outcome {
    bool possible; /* the limit could be set up */
    enum pgm_status made, written;
    char description[256];
    struct pgm_error error;
};

/* In a child: sets the limit up, makes a writer, writes a file. */
static void run_child(int folder_fd, enum pgm_io io, bool (*limit)(void), struct outcome *outcome)
{
    const size_t bytes = 3 * PGM_STAGE_BYTES + 99;
    struct pgm_writer *writer = NULL;
    outcome->possible = limit();
    if (!outcome->possible)
        return;
    outcome->made = pgm_writer_new(&writer, folder_fd, io, 2, NULL, &outcome->error);
    if (outcome->made != PGM_OK)
        return;
    snprintf(outcome->description, sizeof outcome->description, "%s",
             pgm_writer_description(writer));
    uint8_t *data = malloc(bytes);
    for (size_t i = 0; data && i < bytes; i++)
        data[i] = pattern(i);
    struct pgm_file *file;
    outcome->written = pgm_file_open(writer, "a.dat", &file, &outcome->error);
    if (outcome->written == PGM_OK) {
        (void)!pgm_file_append(file, data, bytes, NULL);
        (void)!pgm_file_finish(file, NULL, NULL);
        outcome->written = pgm_writer_drain(writer, &outcome->error);
    }
    pgm_writer_free(writer);
    free(data);
}

static struct outcome with_limit(const struct folder *folder, enum pgm_io io, bool (*limit)(void))
{
    struct outcome outcome = {0};
    int pipe_fds[2], status;
    cr_assert_eq(pipe(pipe_fds), 0);
    const pid_t child = fork();
    cr_assert(child >= 0);
    if (child == 0) {
        run_child(folder->fd, io, limit, &outcome);
        const ssize_t sent = write(pipe_fds[1], &outcome, sizeof outcome);
        _exit(sent == sizeof outcome ? 0 : 1);
    }
    close(pipe_fds[1]);
    cr_assert_eq(read(pipe_fds[0], &outcome, sizeof outcome), (ssize_t)sizeof outcome);
    close(pipe_fds[0]);
    cr_assert(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0);
    if (!outcome.possible)
        cr_skip_test("this limit cannot be set up here");
    return outcome;
}

/* The file is right, and the description has the part. */
static void assert_falls_back(bool (*limit)(void), const char *begin, const char *part)
{
    struct folder folder = folder_new();
    cr_assert(geteuid() != 0 || fchown(folder.fd, NOBODY, NOBODY) == 0);
    const struct outcome outcome = with_limit(&folder, PGM_IO_AUTO, limit);
    cr_assert_eq(outcome.made, PGM_OK, "%s", outcome.error.message);
    cr_assert_eq(outcome.written, PGM_OK, "%s", outcome.error.message);
    cr_assert_eq(strncmp(outcome.description, begin, strlen(begin)), 0, "%s", outcome.description);
    cr_assert(strstr(outcome.description, part), "%s", outcome.description);
    assert_pattern(&folder, "a.dat", 3 * PGM_STAGE_BYTES + 99);
    folder_free(&folder);
}

static bool deny_setup(void)
{
    return deny(SYS_io_uring_setup, 0, 0, EPERM);
}

static bool lack_setup(void)
{
    return deny(SYS_io_uring_setup, 0, 0, ENOSYS);
}

static bool deny_enter(void)
{
    return deny(SYS_io_uring_enter, 0, 0, EPERM);
}

static bool deny_register(void)
{
    return deny(SYS_io_uring_register, 0, 0, EPERM);
}

static bool deny_direct(void)
{
    return deny(SYS_fcntl, 2, O_DIRECT, EINVAL);
}

static bool deny_tmpfile(void)
{
    return deny(SYS_openat, 2, O_TMPFILE & ~O_DIRECTORY, EOPNOTSUPP);
}

static bool lower_locked_memory(void)
{
    const struct rlimit limit = {65536, 65536};
    if (setrlimit(RLIMIT_MEMLOCK, &limit) != 0)
        return false;
    return geteuid() != 0 || (setgid(NOBODY) == 0 && setuid(NOBODY) == 0);
}

Test(sink_writer_limits, io_uring_denied)
{
    assert_falls_back(deny_setup, "pwrite (io_uring is refused here: Operation not permitted;",
                      "seccomp");
    assert_falls_back(lack_setup, "pwrite (io_uring is refused here: Function not implemented;",
                      "kernel");
}

Test(sink_writer_limits, io_uring_that_can_be_made_but_not_used)
{
    struct folder folder = folder_new();
    struct pgm_writer *writer = writer_new(&folder, PGM_IO_AUTO, 1, NULL);
    const bool here = writer->ring != NULL;
    pgm_writer_free(writer);
    folder_free(&folder);
    if (!here)
        cr_skip_test("no io_uring here");
    assert_falls_back(deny_enter, "pwrite (io_uring cannot write here: Operation not permitted",
                      "pwrite");
    assert_falls_back(deny_register, "io_uring, plain buffers (registering them is refused)", "");
}

Test(sink_writer_limits, io_uring_demanded_but_denied_is_an_error)
{
    struct folder folder = folder_new();
    const struct outcome outcome = with_limit(&folder, PGM_IO_URING, deny_setup);
    cr_assert_eq(outcome.made, PGM_FAILED);
    cr_assert(strstr(outcome.error.message, "io_uring is refused here"));
    cr_assert(strstr(outcome.error.hint, "--io"));
    folder_free(&folder);
}

Test(sink_writer_limits, locked_memory_of_64_kib)
{
    struct folder folder = folder_new();
    cr_assert(geteuid() != 0 || fchown(folder.fd, NOBODY, NOBODY) == 0);
    const struct outcome outcome = with_limit(&folder, PGM_IO_AUTO, lower_locked_memory);
    cr_assert_eq(outcome.written, PGM_OK, "%s", outcome.error.message);
    cr_assert(strstr(outcome.description, "locked memory") ||
                  strncmp(outcome.description, "pwrite", 6) == 0,
              "%s", outcome.description);
    assert_pattern(&folder, "a.dat", 3 * PGM_STAGE_BYTES + 99);
    folder_free(&folder);
}

Test(sink_writer_limits, no_direct_io)
{
    assert_falls_back(deny_direct, "", "buffered files");
}

Test(sink_writer_limits, no_nameless_files)
{
    assert_falls_back(deny_tmpfile, "", "");
}

/* tmpfs took no O_DIRECT before Linux 6.6; either way it must work. */
Test(sink_writer_limits, tmpfs)
{
    struct folder folder = {.path = "/dev/shm/pgmirage-sink-XXXXXX"};
    if (!mkdtemp(folder.path))
        cr_skip_test("no tmpfs here");
    folder.fd = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    uint8_t *data = pattern_new(2 * PGM_STAGE_BYTES + 5);
    FOR_EACH_BACKEND(io)
    {
        struct pgm_error error = {0};
        struct pgm_writer *writer = writer_new(&folder, *io, 1, NULL);
        struct pgm_file *file = file_open(writer, "a.dat");
        cr_assert_eq(pgm_file_append(file, data, 2 * PGM_STAGE_BYTES + 5, &error), PGM_OK);
        cr_assert_eq(pgm_file_finish(file, NULL, &error), PGM_OK);
        cr_assert_eq(pgm_writer_drain(writer, &error), PGM_OK, "%s", error.message);
        assert_pattern(&folder, "a.dat", 2 * PGM_STAGE_BYTES + 5);
        pgm_writer_free(writer);
        folder_empty(&folder);
    }
    free(data);
    folder_free(&folder);
}

struct job {
    struct pgm_file *file;
    pthread_t thread;
    enum pgm_status status;
};

/* 64 MiB at most, so that the test ends even if the disk never fills. */
static void *append_much(void *argument)
{
    struct job *job = argument;
    uint8_t *data = calloc(1, 100000);
    for (int i = 0; data && i < 640 && job->status == PGM_OK; i++)
        job->status = pgm_file_append(job->file, data, 100000, NULL);
    free(data);
    return NULL;
}

static void fill_up(const struct folder *folder, enum pgm_io io)
{
    struct pgm_cancel cancel;
    struct pgm_error error = {0};
    cr_assert_eq(pgm_cancel_init(&cancel, &error), PGM_OK);
    struct pgm_writer *writer = writer_new(folder, io, 2, &cancel);
    struct pgm_file *files[2] = {file_open(writer, "a.dat"), file_open(writer, "b.dat")};
    struct job jobs[4] = {0};
    for (size_t i = 0; i < 4; i++) {
        jobs[i].file = files[i % 2];
        cr_assert_eq(pthread_create(&jobs[i].thread, NULL, append_much, &jobs[i]), 0);
    }
    for (size_t i = 0; i < 4; i++) {
        pthread_join(jobs[i].thread, NULL);
        cr_assert_eq(jobs[i].status, PGM_FAILED);
    }
    cr_assert(pgm_cancel_pulled(&cancel));
    cr_assert_eq(pgm_file_finish(files[0], NULL, &error), PGM_FAILED);
    cr_assert(strstr(error.message, "No space left on device"), "%s", error.message);
    cr_assert(strstr(error.message, "a.dat") || strstr(error.message, "b.dat"));
    cr_assert_eq(pgm_writer_drain(writer, NULL), PGM_FAILED);
    pgm_writer_free(writer);
    pgm_cancel_free(&cancel);
}

/* A file of 16 MiB as an ext4, mounted where no other process sees it: it goes with this one. */
static bool mount_small_disk(const struct folder *folder, char *mount_point, size_t bytes)
{
    char command[512];
    snprintf(mount_point, bytes, "%.100s/mnt", folder->path);
    if (geteuid() != 0 || unshare(CLONE_NEWNS) != 0 ||
        mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 || mkdir(mount_point, 0700) != 0)
        return false;
    snprintf(command, sizeof command,
             "exec 2>/dev/null; truncate -s 16M %s/disk && mkfs.ext4 -q -F %s/disk && "
             "mount -o loop %s/disk %s",
             folder->path, folder->path, folder->path, mount_point);
    return system(command) == 0;
}

Test(sink_writer_limits, a_full_disk, .timeout = 120)
{
    struct folder folder = folder_new();
    char mount_point[128] = "";
    const bool mounted = mount_small_disk(&folder, mount_point, sizeof mount_point);
    if (mounted)
        FOR_EACH_BACKEND(io)
        {
            struct folder disk = {.fd = open(mount_point, O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
            snprintf(disk.path, sizeof disk.path, "%s", mount_point);
            fill_up(&disk, *io);
            unlinkat(disk.fd, "a.dat", 0);
            unlinkat(disk.fd, "b.dat", 0);
            close(disk.fd);
        }
    if (mounted)
        cr_assert_eq(umount(mount_point), 0);
    rmdir(mount_point);
    folder_free(&folder);
    if (!mounted)
        cr_skip_test("needs root and a loop device");
}
