// Included before every source of QuickJS: what it would print goes nowhere, so that a driver has no standard streams.
#include <stdio.h>

#define printf(...) ((void)0)
#define fprintf(...) ((void)0)
#define vfprintf(...) ((void)0)
#define putchar(...) ((void)0)
#define puts(...) ((void)0)
#define fputs(...) ((void)0)
#define fputc(...) ((void)0)
#define fwrite(...) ((size_t)0)
#define fflush(...) ((void)0)
