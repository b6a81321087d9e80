/* classes.h: what the files of the families give to the registry. */
#ifndef PGM_CLASSES_H
#define PGM_CLASSES_H

#include "mask.h"

extern const struct pgm_mask_class pgm_mask_keep, pgm_mask_null, pgm_mask_constant, pgm_mask_redact,
    pgm_mask_hash;                                             /* mask_general.c */
extern const struct pgm_mask_class pgm_mask_sql;               /* mask_sql.c */
extern const struct pgm_mask_class pgm_mask_permute;           /* mask_permute.c */
extern const struct pgm_mask_class pgm_mask_noise;             /* mask_number.c */
extern const struct pgm_mask_class pgm_mask_card;              /* mask_money.c */
extern const struct pgm_mask_class pgm_mask_ip, pgm_mask_uuid; /* mask_ip.c, mask_uuid.c */
extern const struct pgm_mask_class pgm_mask_given_name, pgm_mask_family_name,
    pgm_mask_full_name;                            /* mask_person.c */
extern const struct pgm_mask_class pgm_mask_email; /* mask_email.c */
extern const struct pgm_mask_class pgm_mask_phone; /* mask_phone.c */
extern const struct pgm_mask_class pgm_mask_street, pgm_mask_city, pgm_mask_postal_code,
    pgm_mask_company;                                                         /* mask_place.c */
extern const struct pgm_mask_class pgm_mask_text;                             /* mask_freetext.c */
extern const struct pgm_mask_class pgm_mask_empty;                            /* mask_empty.c */
extern const struct pgm_mask_class pgm_mask_tsvector;                         /* mask_tsvector.c */
extern const struct pgm_mask_class pgm_mask_lorem;                            /* mask_text.c */
extern const struct pgm_mask_class pgm_mask_date_shift, pgm_mask_time_jitter; /* mask_time.c */
extern const struct pgm_mask_class pgm_mask_date_trunc, pgm_mask_age_band;    /* mask_calendar.c */
extern const struct pgm_mask_class pgm_mask_json;                             /* mask_json.c */
extern const struct pgm_mask_class pgm_mask_array;                            /* mask_array.c */
extern const struct pgm_mask_class pgm_mask_bounds;                           /* mask_bounds.c */
extern const struct pgm_mask_class pgm_mask_bytea;                            /* mask_bytea.c */
extern const struct pgm_mask_class pgm_mask_composite;                        /* mask_composite.c */
extern const struct pgm_mask_class pgm_mask_hstore;                           /* mask_hstore.c */
extern const struct pgm_mask_class pgm_mask_xml;                              /* mask_xml.c */
extern const struct pgm_mask_class pgm_mask_mac;                              /* mask_mac.c */
extern const struct pgm_mask_class pgm_mask_url, pgm_mask_hostname;           /* mask_url.c */
extern const struct pgm_mask_class pgm_mask_token, pgm_mask_password_hash;    /* mask_token.c */
extern const struct pgm_mask_class pgm_mask_user_agent; /* mask_user_agent.c */
extern const struct pgm_mask_class pgm_mask_national_id, pgm_mask_passport, pgm_mask_license_plate,
    pgm_mask_tax_id, pgm_mask_iban, pgm_mask_bic, pgm_mask_account_number; /* mask_id.c */
extern const struct pgm_mask_class pgm_mask_round, pgm_mask_bucket;        /* mask_round.c */
extern const struct pgm_mask_class pgm_mask_range;                         /* mask_range.c */
extern const struct pgm_mask_class pgm_mask_shuffle;                       /* mask_shuffle.c */
extern const struct pgm_mask_class pgm_mask_username;                      /* mask_email.c */
extern const struct pgm_mask_class pgm_mask_birth_date;                    /* mask_birth_date.c */
extern const struct pgm_mask_class pgm_mask_amount;                        /* mask_amount.c */
extern const struct pgm_mask_class pgm_mask_country, pgm_mask_region,
    pgm_mask_job_title;                                                        /* mask_country.c */
extern const struct pgm_mask_class pgm_mask_choose;                            /* mask_choose.c */
extern const struct pgm_mask_class pgm_mask_template;                          /* mask_template.c */
extern const struct pgm_mask_class pgm_mask_scramble, pgm_mask_truncate_text;  /* mask_scramble.c */
extern const struct pgm_mask_class pgm_mask_ff1;                               /* mask_ff1.c */
extern const struct pgm_mask_class pgm_mask_geo_jitter, pgm_mask_geo_truncate; /* mask_geo.c */

#endif
