/* main.c: argv -> verb -> exit code. */
#include "cli_run.h"

int main(int argc, char **argv)
{
    return pgm_cli_run(argc, argv);
}
