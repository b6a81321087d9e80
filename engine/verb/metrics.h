/* metrics.h: what a refresh did, in Prometheus' text format, for node_exporter's textfile collector. */
#ifndef PGM_METRICS_H
#define PGM_METRICS_H

#include "result.h"

/* Writes the file as a whole or not at all. Returns `status`, or why the file could not be written
 * where `status` is PGM_OK. */
enum pgm_status pgm_metrics_write(const char *path, const struct pgm_result *result,
                                  enum pgm_status status, struct pgm_error *error) PGM_MUST_CHECK;

#endif
