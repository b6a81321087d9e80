typedef int pgm_verb_placeholder;
