/*
 * xml_scan.h: XML text (XML 1.0, fifth edition), piece by piece and without recursion: as much of the
 * grammar as is needed to find text and attributes. The server has judged the rest.
 *
 *   <person id="17">Ann &amp; Bob<br/></person>
 *   └ open  └ attribute └ text    │  └ close
 *                                 └ open, close
 */
#ifndef PGM_XML_SCAN_H
#define PGM_XML_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "span.h"

enum pgm_xml_token {
    PGM_XML_INVALID,
    PGM_XML_END,
    PGM_XML_OPEN,      /* name */
    PGM_XML_ATTRIBUTE, /* name; inside: the value between its quotes */
    PGM_XML_CLOSE,     /* name; empty for <a/> */
    PGM_XML_TEXT,      /* inside */
    PGM_XML_CDATA,     /* inside, where nothing is escaped */
    PGM_XML_COMMENT,   /* inside */
    PGM_XML_OTHER,     /* <?...?> and <!DOCTYPE ...> */
};

struct pgm_xml_scan {
    const uint8_t *data;
    size_t bytes, at;
    struct pgm_span name;
    size_t begin, end; /* of what is inside */
    bool in_tag;
};

void pgm_xml_begin(struct pgm_xml_scan *scan, struct pgm_span text);
enum pgm_xml_token pgm_xml_next(struct pgm_xml_scan *scan);

static inline struct pgm_span pgm_xml_inside(const struct pgm_xml_scan *scan)
{
    return (struct pgm_span){scan->data + scan->begin, scan->end - scan->begin};
}

/* Resolves references (&amp; &#233;) into at most as many bytes. False: one of a name that only a
 * document type could explain. */
bool pgm_xml_decode(struct pgm_span text, uint8_t *out, size_t *bytes);

enum pgm_xml_place { PGM_XML_IN_TEXT, PGM_XML_IN_ATTRIBUTE, PGM_XML_IN_CDATA };
/* Writes text so that it is read as that, at most PGM_XML_EXPANSION bytes a byte. Characters that XML
 * cannot hold, and with `utf8` bytes that are no characters, become `?`. Returns the length. */
#define PGM_XML_EXPANSION 15
size_t pgm_xml_encode(struct pgm_span text, enum pgm_xml_place place, bool utf8, uint8_t *out);

#endif
