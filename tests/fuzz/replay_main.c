/* Runs a fuzz target over the files of its corpus, so that every input that ever mattered is tried in
 * every plain test run, without libFuzzer. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static int replay(const char *folder, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        return 1;
    }
    fseek(file, 0, SEEK_END);
    const long end = ftell(file);
    rewind(file);
    const size_t bytes = end > 0 ? (size_t)end : 0;
    uint8_t *data = malloc(bytes ? bytes : 1);
    const int broken = !data || fread(data, 1, bytes, file) != bytes;
    if (!broken)
        (void)LLVMFuzzerTestOneInput(data, bytes);
    free(data);
    fclose(file);
    return broken;
}

int main(int argc, char **argv)
{
    int failed = 0, count = 0;
    for (int i = 1; i < argc; i++) {
        DIR *folder = opendir(argv[i]);
        if (!folder) {
            perror(argv[i]);
            return 1;
        }
        for (struct dirent *entry; (entry = readdir(folder));)
            if (entry->d_name[0] != '.') {
                failed += replay(argv[i], entry->d_name);
                count++;
            }
        closedir(folder);
    }
    printf("%d inputs replayed\n", count);
    return failed || count == 0;
}
