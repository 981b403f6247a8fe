#pragma once

#include <prometheus/metric_family.h>

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace tributary {

/// Building blocks for what a prometheus::Collectable returns.
using LabelValues = std::initializer_list<std::pair<std::string_view, std::string_view>>;

prometheus::MetricFamily counter_family(std::string name, std::string help);
prometheus::MetricFamily gauge_family(std::string name, std::string help);

/// Adds one value to a family made above.
void add_value(prometheus::MetricFamily& family, LabelValues labels, double value);

}  // namespace tributary
