typedef int pgm_pipeline_placeholder;
