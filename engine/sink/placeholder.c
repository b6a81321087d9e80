typedef int pgm_sink_placeholder;
