#include "service/http/response_writer.hpp"

#include <gtest/gtest.h>

namespace tributary::http {
namespace {

std::string head_of(const Response& response, AnswerContext context = {}) {
  std::string out;
  context.date = "DATE";
  append_head(out, response, context);
  return out;
}

TEST(ResponseHead, IsWritten) {
  EXPECT_EQ(head_of({201, "application/json", "{}", {{"location", "/x"}}}),
            "HTTP/1.1 201 Created\r\nDate: DATE\r\nServer: tributary\r\n"
            "Content-Type: application/json\r\nContent-Length: 2\r\nlocation: /x\r\n\r\n");
}

TEST(ResponseHead, SaysWhatBecomesOfTheConnection) {
  AnswerContext context;
  context.close = true;
  context.announce_keep_alive = true;
  EXPECT_NE(head_of({}, context).find("Connection: close\r\n"), std::string::npos);
  context.close = false;
  EXPECT_NE(head_of({}, context).find("Connection: keep-alive\r\n"), std::string::npos);
  EXPECT_EQ(head_of({}).find("Connection"), std::string::npos);
}

TEST(ResponseHead, HasNoLengthWhereNoBodyMayBe) {
  EXPECT_EQ(head_of({204, "", "ignored", {}}).find("Content-Length"), std::string::npos);
  EXPECT_EQ(head_of({304, "", "", {}}).find("Content-Length"), std::string::npos);
}

TEST(ResponseHead, CannotBeSplitByAValue) {
  const std::string head =
      head_of({200,
               "text/plain\r\nX-Evil: 1",
               "",
               {{"a", "b\r\nX-Evil: 1"}, {"X-Evil: 1\r\nb", "c"}, {"n", std::string(1, '\0')}}});
  EXPECT_EQ(head.find("Evil"), std::string::npos);
  EXPECT_EQ(head.find('\0'), std::string::npos);
}

TEST(ResponseHead, KeepsItsOwnHeaders) {
  const std::string head = head_of(
      {200, "", "12", {{"Content-Length", "99"}, {"transfer-encoding", "chunked"}, {"Date", "x"}}});
  EXPECT_EQ(head.find("99"), std::string::npos);
  EXPECT_EQ(head.find("chunked"), std::string::npos);
  EXPECT_NE(head.find("Date: DATE"), std::string::npos);
}

TEST(ResponseHead, TurnsAnImpossibleStatusInto500) {
  EXPECT_EQ(head_of({100, "", "", {}}).substr(0, 13), "HTTP/1.1 500 ");
  EXPECT_EQ(head_of({0, "", "", {}}).substr(0, 13), "HTTP/1.1 500 ");
  EXPECT_EQ(head_of({299, "", "", {}}).substr(0, 22), "HTTP/1.1 299 Unknown\r\n");
}

TEST(HttpDate, HasTheFixedForm) {
  const auto time = std::chrono::system_clock::from_time_t(784111777);
  EXPECT_EQ(http_date(time), "Sun, 06 Nov 1994 08:49:37 GMT");
}

TEST(ReasonPhrase, IsKnownForTheServersOwnAnswers) {
  for (const unsigned status :
       {400U, 404U, 405U, 408U, 413U, 414U, 417U, 424U, 431U, 500U, 501U, 503U, 505U}) {
    EXPECT_NE(reason_phrase(status), "Unknown") << status;
  }
}

}  // namespace
}  // namespace tributary::http
