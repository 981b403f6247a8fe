#pragma once

#include "connections/model/ditto_error.hpp"
#include "connections/store/sqlite_database.hpp"

namespace tributary::sqlite {

/// Durability settings, then the tables: brings a file of any older version, or an empty one, to
/// the current version. Fails with connectivity:connection.unavailable (503) when the file is
/// damaged, is no store of ours, or was written by a newer version; the message is what an operator
/// should read.
Result<> prepare_schema(Database& database, const std::string& path);

}  // namespace tributary::sqlite
