typedef int pgm_plan_placeholder;
