/* shape_contact.c: addresses of people and machines: e-mail, links, IP, hardware, user agents, files. */
#include <arpa/inet.h>
#include <string.h>

#include "chars.h"
#include "detect_internal.h"

static bool has_prefix(struct pgm_span text, const char *prefix)
{
    const size_t bytes = strlen(prefix);
    return text.bytes >= bytes && strncasecmp((const char *)text.data, prefix, bytes) == 0;
}

static const uint8_t *find(struct pgm_span text, const char *what)
{
    return memmem(text.data, text.bytes, what, strlen(what));
}

/* local@host.tld, also as `Name <local@host.tld>`; not the message that speaks of one. */
static bool is_address(struct pgm_span text)
{
    const uint8_t *open = text.bytes ? memchr(text.data, '<', text.bytes) : NULL;
    if (open &&
        (text.data[text.bytes - 1] != '>' || memchr(text.data, ':', (size_t)(open - text.data))))
        return false;
    if (open)
        text = (struct pgm_span){open + 1, (size_t)(text.data + text.bytes - 1 - (open + 1))};
    const uint8_t *at = text.bytes ? memchr(text.data, '@', text.bytes) : NULL;
    if (!at || at == text.data)
        return false;
    const uint8_t *end = text.data + text.bytes, *dot = memrchr(at, '.', (size_t)(end - at));
    if (!dot || dot == at + 1 || end - dot < 3)
        return false;
    for (const uint8_t *c = text.data; c < end; c++)
        if (*c <= ' ' || (c != at && *c == '@') || strchr("<>,;\"()[]", *c))
            return false;
    for (const uint8_t *c = dot + 1; c < end; c++)
        if (!pgm_is_letter(*c) && *c < 0x80 && !pgm_is_digit(*c) && *c != '-')
            return false;
    return true;
}

/* One, or several with commas or semicolons between. */
static bool is_email(struct pgm_span text)
{
    for (size_t at = 0; at < text.bytes;) {
        size_t end = at;
        while (end < text.bytes && text.data[end] != ',' && text.data[end] != ';')
            end++;
        if (!is_address(pgm_chars_trim((struct pgm_span){text.data + at, end - at})))
            return false;
        at = end + 1;
    }
    return true;
}

static bool is_one_ip(struct pgm_span text)
{
    char copy[INET6_ADDRSTRLEN + 4];
    uint8_t address[16];
    if (text.bytes < 2 || text.bytes >= sizeof copy)
        return false;
    memcpy(copy, text.data, text.bytes);
    copy[text.bytes] = '\0';
    copy[strcspn(copy, "/%")] = '\0';
    return inet_pton(AF_INET, copy, address) == 1 || inet_pton(AF_INET6, copy, address) == 1;
}

/* With a port (192.0.2.7:443, [2001:db8::1]:443), or several, as proxies note them. */
static bool is_ip(struct pgm_span text)
{
    const uint8_t *comma = memchr(text.data, ',', text.bytes);
    if (comma)
        text.bytes = (size_t)(comma - text.data);
    if (text.bytes == 0 || is_one_ip(text))
        return text.bytes > 0;
    const uint8_t *colon = memrchr(text.data, ':', text.bytes);
    for (const uint8_t *c = colon; c && c + 1 < text.data + text.bytes; c++)
        if (!pgm_is_digit(c[1]))
            return false;
    size_t bytes = colon ? (size_t)(colon - text.data) : 0;
    if (bytes > 2 && text.data[0] == '[' && text.data[bytes - 1] == ']')
        return is_one_ip((struct pgm_span){text.data + 1, bytes - 2});
    return bytes > 0 && !memchr(text.data, ':', bytes) &&
           is_one_ip((struct pgm_span){text.data, bytes});
}

static bool is_hex(uint8_t c)
{
    return pgm_is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

/* Six or eight pairs with one separator, or the three groups of Cisco. */
static bool is_mac(struct pgm_span text)
{
    if (text.bytes == 14 && text.data[4] == '.' && text.data[9] == '.') {
        for (size_t i = 0; i < 14; i++)
            if (i != 4 && i != 9 && !is_hex(text.data[i]))
                return false;
        return true;
    }
    if (text.bytes != 17 && text.bytes != 23)
        return false;
    for (size_t i = 0; i < text.bytes; i++) {
        const uint8_t c = text.data[i];
        if (i % 3 == 2 ? c != text.data[2] || (c != ':' && c != '-') : !is_hex(c))
            return false;
    }
    return true;
}

static bool is_uuid(struct pgm_span text)
{
    if (text.bytes == 38 && text.data[0] == '{')
        text = (struct pgm_span){text.data + 1, 36};
    if (text.bytes != 36)
        return false;
    for (size_t i = 0; i < 36; i++) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text.data[i] != '-' : !is_hex(text.data[i]))
            return false;
    }
    return true;
}

static bool is_url(struct pgm_span text)
{
    const uint8_t *colon = find(text, "://");
    if (has_prefix(text, "www.") || has_prefix(text, "mailto:"))
        return memchr(text.data, ' ', text.bytes) == NULL;
    if (!colon || colon == text.data || colon - text.data > 12)
        return false;
    for (const uint8_t *c = text.data; c < colon; c++)
        if (!pgm_is_letter(*c) && !pgm_is_digit(*c) && *c != '+')
            return false;
    return memchr(text.data, ' ', text.bytes) == NULL;
}

static bool is_user_agent(struct pgm_span text)
{
    static const char *const heads[] = {
        "Mozilla/",         "Opera/",          "curl/", "okhttp/",    "Dalvik/",
        "python-requests/", "PostmanRuntime/", "Wget/", "CFNetwork/", "Googlebot/"};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        if (has_prefix(text, heads[i]))
            return true;
    return find(text, "AppleWebKit/") || find(text, " Darwin/") || find(text, "CFNetwork/");
}

/* A last part behind a dot that files of people have: not "node.lan", not "2.0TD". */
static bool is_file_name(struct pgm_span text)
{
    static const char endings[] = " pdf doc docx odt rtf txt md csv tsv xls xlsx ods ppt pptx odp "
                                  "jpg jpeg png gif tif tiff bmp webp "
                                  "svg heic raw dng ai psd eps mp3 wav ogg oga m4a flac aac amr "
                                  "mp4 mov avi mkv webm mpg mpeg 3gp zip "
                                  "rar 7z gz tgz tar xml json yml yaml html htm eml msg pst ics "
                                  "vcf p7m p7s asc gpg key pem crt cer "
                                  "p12 pfx dcm dicom epub pages numbers sql bak db log dat bin tex "
                                  "ps xps wpd dwg dxf stl gpx kml "
                                  "sig asice xades jfif opus ";
    const uint8_t *dot = memrchr(text.data, '.', text.bytes);
    const size_t tail = dot ? (size_t)(text.data + text.bytes - dot) - 1 : 0;
    char ending[12];
    if (!dot || dot == text.data || tail < 2 || tail > 8 || memchr(text.data, '@', text.bytes) ||
        find(text, "://"))
        return false;
    for (size_t i = 0; i <= tail; i++)
        ending[i] = i == 0 ? ' ' : (char)(pgm_is_upper(dot[i]) ? dot[i] | 0x20 : dot[i]);
    memcpy(ending + tail + 1, " ", 2);
    return strstr(endings, ending) != NULL;
}

/* Small words with dashes between. */
static bool is_slug(const struct pgm_value *value)
{
    const struct pgm_span text = value->text;
    size_t dashes = 0;
    if (value->uppers || value->spaces || value->above_ascii || value->lowers < 3)
        return false;
    for (size_t i = 0; i < text.bytes; i++) {
        const bool dash = text.data[i] == '-';
        if (!dash && !pgm_is_lower(text.data[i]) && !pgm_is_digit(text.data[i]))
            return false;
        if (dash && (i == 0 || i + 1 == text.bytes || text.data[i - 1] == '-'))
            return false;
        dashes += dash;
    }
    return dashes > 0;
}

static bool is_handle(const struct pgm_value *value)
{
    const struct pgm_span text = value->text;
    if (value->spaces || text.bytes < 3 || text.bytes > 40 ||
        value->letters + value->above_ascii < 2)
        return false;
    /* "Miller" is a name. */
    if (pgm_is_upper(text.data[0]) && value->uppers == 1 && value->lowers + 1 == text.bytes)
        return false;
    for (size_t i = 0; i < text.bytes; i++)
        if (!pgm_is_letter(text.data[i]) && !pgm_is_digit(text.data[i]) && text.data[i] < 0x80 &&
            (text.data[i] == '\0' || !strchr("._-@#\\/+:", text.data[i])))
            return false;
    return true;
}

uint64_t pgm_shape_contact(const struct pgm_value *value)
{
    const struct pgm_span text = value->text;
    uint64_t shapes = 0;
    shapes |= is_email(text) ? PGM_SHAPE_BIT(email) : 0;
    shapes |= is_ip(text) ? PGM_SHAPE_BIT(ip) : 0;
    shapes |= is_mac(text) ? PGM_SHAPE_BIT(mac) : 0;
    shapes |= is_uuid(text) ? PGM_SHAPE_BIT(uuid) : 0;
    shapes |= is_url(text) ? PGM_SHAPE_BIT(url) : 0;
    shapes |= is_user_agent(text) ? PGM_SHAPE_BIT(user_agent) : 0;
    shapes |= is_file_name(text) ? PGM_SHAPE_BIT(file_name) : 0;
    shapes |= is_slug(value) ? PGM_SHAPE_BIT(slug) : 0;
    if (!(shapes & (PGM_SHAPE_BIT(email) | PGM_SHAPE_BIT(url))) && is_handle(value))
        shapes |= PGM_SHAPE_BIT(handle);
    return shapes;
}
