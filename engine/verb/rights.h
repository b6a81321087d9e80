/* rights.h: what the role lacks to read a database, all of it at once, so that one visit to its
 * administrator is enough. */
#ifndef PGM_RIGHTS_H
#define PGM_RIGHTS_H

#include "archive.h"
#include "catalog.h"
#include "report.h"

/* Reports schemas, tables and sequences that the role may not read. index: what pg_dump selected, or
 * NULL where it was denied a right and selected nothing: then all of the database counts. pg_dump
 * locks and so needs every table it lists, those without rows included. */
void pgm_rights_check(const struct pgm_catalog *catalog, const struct pgm_archive_index *index,
                      struct pgm_report *report);

/* Whether pg_dump takes a table that nobody selects: foreign tables have no rows of their own, an
 * extension's come with it unless they are its configuration. */
bool pgm_rights_is_dumped(const struct pgm_table *table);

#endif
