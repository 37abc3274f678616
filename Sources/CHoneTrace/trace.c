#include "hone_trace.h"
