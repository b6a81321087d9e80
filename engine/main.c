/* main.c: argv -> verb -> exit code. */
int main(void)
{
    return 0;
}
