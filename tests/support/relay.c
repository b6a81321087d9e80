/*
 * relay.c: a wire that tests may cut (kill it) or freeze (stop it).
 *
 *   client ──TCP──> relay ADDRESS PORT SOCKET ──unix socket──> server
 *
 * A thread for each direction of each connection. It writes a byte to standard output once it listens.
 */
#include <arpa/inet.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* One direction. Both directions of a connection go when the process goes. */
static void *pump(void *argument)
{
    const uint64_t pair = (uint64_t)(uintptr_t)argument;
    const int from = (int)(pair >> 32), to = (int)(pair & 0xffffffff);
    char piece[65536];
    for (ssize_t got; (got = read(from, piece, sizeof piece)) > 0;)
        for (ssize_t sent = 0, n; sent < got; sent += n)
            if ((n = write(to, piece + sent, (size_t)(got - sent))) <= 0)
                return NULL;
    shutdown(to, SHUT_WR);
    return NULL;
}

static void start(int from, int to)
{
    pthread_t thread;
    const uint64_t pair = (uint64_t)from << 32 | (uint64_t)to;
    if (pthread_create(&thread, NULL, pump, (void *)(uintptr_t)pair) != 0)
        abort();
    pthread_detach(thread);
}

static int fail(const char *what)
{
    perror(what);
    return 1;
}

int main(int argc, char **argv)
{
    if (argc != 4)
        return 2;
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[2]))};
    struct sockaddr_un there = {.sun_family = AF_UNIX};
    const int one = 1, listener = socket(AF_INET, SOCK_STREAM, 0);
    if (inet_pton(AF_INET, argv[1], &here.sin_addr) != 1 ||
        strlen(argv[3]) >= sizeof there.sun_path)
        return 2;
    memcpy(there.sun_path, argv[3], strlen(argv[3]));
    signal(SIGPIPE, SIG_IGN);
    if (listener < 0 || setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) != 0 ||
        bind(listener, (struct sockaddr *)&here, sizeof here) != 0 || listen(listener, 64) != 0)
        return fail("listen");
    if (write(STDOUT_FILENO, "\n", 1) != 1)
        return 1;
    for (;;) {
        const int client = accept(listener, NULL, NULL);
        const int server = socket(AF_UNIX, SOCK_STREAM, 0);
        if (client < 0 || server < 0)
            return fail("accept");
        if (connect(server, (struct sockaddr *)&there, sizeof there) != 0) {
            close(client);
            close(server);
            continue;
        }
        start(client, server);
        start(server, client);
    }
}
