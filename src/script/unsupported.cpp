#include "script/unsupported.h"

#include <algorithm>

namespace stom::script {
namespace {

struct Construct {
  std::string_view key;
  bool statement;
  std::string_view ko, en;  // its name in a sentence
  std::string_view hint_ko, hint_en;
};

constexpr std::string_view kNamesOnlyKo =
    "전략에서 쓸 수 있는 이름은 모두 이미 있습니다(np, math 포함). 이 줄을 지우십시오.";
constexpr std::string_view kNamesOnlyEn =
    "Everything a strategy may use is already there (np and math too). Remove this line.";
constexpr std::string_view kInlineKo = "계산식을 쓰는 자리에 직접 쓰거나 지역변수에 담으십시오.";
constexpr std::string_view kInlineEn = "Write the expression where it is used, or put it in a local variable.";
constexpr std::string_view kRemoveKo = "이 줄을 지우십시오.";
constexpr std::string_view kRemoveEn = "Remove this line.";
constexpr std::string_view kLoopKo = "for 반복문으로 풀어 쓰십시오.";
constexpr std::string_view kLoopEn = "Write it as a for loop.";

constexpr Construct kConstructs[] = {
    {"import", true, "import", "import", kNamesOnlyKo, kNamesOnlyEn},
    {"from", true, "import", "import", kNamesOnlyKo, kNamesOnlyEn},
    {"def", true, "함수 정의(def)", "a function definition (def)", kInlineKo, kInlineEn},
    {"class", true, "클래스 정의(class)", "a class definition", kRemoveKo, kRemoveEn},
    {"lambda", false, "lambda", "lambda", kInlineKo, kInlineEn},
    {"global", true, "global", "global", "변수는 한 번의 평가 동안만 살아 있습니다. 이 줄을 지우십시오.",
     "Variables live for one evaluation only. Remove this line."},
    {"nonlocal", true, "nonlocal", "nonlocal", kRemoveKo, kRemoveEn},
    {"with", true, "with", "with", "파일이나 잠금은 전략에서 쓸 수 없습니다.", "A strategy cannot use files or locks."},
    {"del", true, "del", "del", kRemoveKo, kRemoveEn},
    {"return", true, "return", "return", "if/elif/else로 나누어 쓰십시오.", "Branch with if/elif/else."},
    {"raise", true, "raise", "raise", kRemoveKo, kRemoveEn},
    {"assert", true, "assert", "assert", "if 문을 쓰십시오.", "Use if."},
    {"async", true, "async", "async", kRemoveKo, kRemoveEn},
    {"await", false, "await", "await", kRemoveKo, kRemoveEn},
    {"yield", false, "yield", "yield", kRemoveKo, kRemoveEn},
    {"finally", true, "finally", "finally", "try/except 뒤에 그냥 이어서 쓰십시오.", "Write it after the try/except."},
    {"comprehension", false, "내포(comprehension)와 제너레이터", "a comprehension or generator expression", kLoopKo,
     kLoopEn},
    {"star-argument", false, "'*' 인수", "a '*' argument", "인수를 하나씩 쓰십시오.",
     "Write the arguments one by one."},
    {"dictionary", false, "사전과 집합 { }", "a dictionary or set { }", "if/elif나 리스트 [ ]를 쓰십시오.",
     "Use if/elif or a list [ ]."},
    {"walrus", false, "':='", "':='", "먼저 변수에 '='로 넣은 뒤에 쓰십시오.",
     "Assign with '=' on a line of its own first."},
    {"annotation", false, "변수의 형 표시", "a type annotation", "이름 = 값 으로 쓰십시오.", "Write name = value."},
    {"decorator", true, "데코레이터 '@'", "a decorator '@'", kRemoveKo, kRemoveEn},
    {"matrix", false, "행렬 곱 '@'", "the matrix product '@'", "'*'를 쓰십시오.", "Use '*'."},
    {"ellipsis", false, "'...'", "'...'", "pass를 쓰십시오.", "Use pass."},
    {"attribute-target", false, "속성에 값 넣기", "an assignment to an attribute", "지역변수에 넣으십시오.",
     "Assign to a local variable."},
    {"subscript-target", false, "변수에 담지 않은 값의 원소 바꾸기",
     "an assignment to an element of something that is no variable", "먼저 변수에 담으십시오.",
     "Put it in a variable first."},
    {"star-target", false, "'*' 대입", "a starred assignment", "변수를 하나씩 쓰십시오.",
     "Name the variables one by one."},
    {"try-else", false, "try의 else/finally", "else or finally of try", "try/except 뒤에 이어서 쓰십시오.",
     "Write it after the try/except."},
    {"several-handlers", false, "except 여러 개", "more than one except", "except: 하나로 쓰십시오.",
     "Use one except:."},
};

const Construct* find(std::string_view key) {
  const auto* found =
      std::find_if(std::begin(kConstructs), std::end(kConstructs), [key](const Construct& c) { return c.key == key; });
  return found == std::end(kConstructs) ? nullptr : found;
}

}  // namespace

Diagnostic not_supported(std::string_view construct, SourcePosition position, int length) {
  Diagnostic diagnostic;
  diagnostic.id = "not-supported";
  diagnostic.position = position;
  diagnostic.length = length;
  const Construct* found = find(construct);
  diagnostic.text = message("전략에서는 {0}을(를) 쓸 수 없습니다.", "A strategy cannot use {1}.",
                            found != nullptr ? found->ko : construct, found != nullptr ? found->en : construct);
  if (found != nullptr) diagnostic.hint = {std::string{found->hint_ko}, std::string{found->hint_en}};
  return diagnostic;
}

bool is_unsupported_statement(std::string_view keyword) {
  const Construct* found = find(keyword);
  return found != nullptr && found->statement;
}

}  // namespace stom::script
