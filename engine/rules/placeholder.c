typedef int pgm_rules_placeholder;
