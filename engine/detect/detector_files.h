/* detector_files.h: the embedded files of rules/detectors; made by embed/embed.cmake. */
#ifndef PGM_DETECTOR_FILES_H
#define PGM_DETECTOR_FILES_H

#include <stddef.h>

struct pgm_detector_file {
    const char *name; /* "names.yaml"; NULL ends the table */
    const char *text;
    size_t bytes;
};

extern const struct pgm_detector_file pgm_detector_files[];

#endif
