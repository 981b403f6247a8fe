#pragma once

#include "connections/pipeline/acknowledgements.hpp"
#include "service/http/http.hpp"

#include <string>
#include <vector>

namespace tributary {

/// The answer to a signal that requests acknowledgements: their combined status; as body what the
/// only one says (nothing where it is a 204), or of several an object from label to status, payload
/// and headers. Source: Ditto, Acknowledgements as entity of an HTTP response.
http::Response render(const std::vector<Acknowledgement>& acknowledgements,
                      const std::string& correlation_id);

}  // namespace tributary
