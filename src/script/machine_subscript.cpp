#include "script/machine.h"

namespace stom::script {

bool Machine::item_index(const Node& at, const Value& index, std::int64_t size, std::int64_t& out) {
  if (!index.is_integral()) {
    raise_operation(at, ErrorKind::kType, "[]", index);
    return false;
  }
  out = index.integer < 0 ? index.integer + size : index.integer;
  if (out >= 0 && out < size) return true;
  raise(at, ErrorKind::kIndex, [&] {
    return message("{}번째 값은 없습니다 (개수 {}).", "index {} is out of range (size {}).", index.integer, size);
  });
  return false;
}

bool Machine::slice_range(const Node& slice_node, std::int64_t size, SliceRange& out) {
  Value parts[3];
  for (std::size_t i = 0; i < 3 && i < slice_node.children.size(); ++i) {
    if (slice_node.children[i] == nullptr) continue;
    parts[i] = eval(*slice_node.children[i]);
    if (parts[i].is_raised()) return false;
    if (parts[i].tag == ValueTag::kNone || parts[i].is_integral()) continue;
    raise_operation(slice_node, ErrorKind::kType, "[:]", parts[i]);
    return false;
  }
  const auto is_given = [&](int i) { return parts[i].tag != ValueTag::kNone; };
  out.step = is_given(2) ? parts[2].integer : 1;
  if (out.step == 0) {
    raise_operation(slice_node, ErrorKind::kValue, "[::]", parts[2]);
    return false;
  }
  const bool forward = out.step > 0;
  const std::int64_t lowest = forward ? 0 : -1, highest = forward ? size : size - 1;
  const auto clip = [&](std::int64_t i) {
    if (i < 0) i += size;
    return i < lowest ? lowest : i > highest ? highest : i;
  };
  out.start = is_given(0) ? clip(parts[0].integer) : forward ? lowest : highest;
  const std::int64_t stop = is_given(1) ? clip(parts[1].integer) : forward ? highest : lowest;
  out.count = Range{out.start, stop, out.step}.size();
  return true;
}

Value Machine::slice(const Node& at, const Value& object, const Node& slice_node) {
  SliceRange range;
  const auto size = [&]() -> std::int64_t {
    if (object.is_text()) return object.text->length;
    if (object.is_sequence()) return static_cast<std::int64_t>(object.sequence->items.size());
    return object.tag == ValueTag::kArray ? object.array->size : object.range->size();
  };
  if (!slice_range(slice_node, size(), range)) return Value::raised();
  if (object.is_text()) {
    if (!take_text_steps(at, *object.text, range.step == 1 ? 1 : range.count)) return Value::raised();
    if (range.step == 1) return text_value(at, object.text->part(range.start, range.start + range.count));
    std::string text;
    for (std::int64_t i = 0; i < range.count; ++i) {
      const std::int64_t from = range.start + i * range.step;
      text += object.text->part(from, from + 1);
    }
    return text_value(at, std::move(text));
  }
  if (object.is_sequence()) {
    std::vector<Value> items;
    items.reserve(range.count);
    for (std::int64_t i = 0; i < range.count; ++i) items.push_back(object.sequence->items[range.start + i * range.step]);
    return list_value(at, std::move(items), object.tag);
  }
  if (object.tag == ValueTag::kRange) {
    const Range& whole = *object.range;
    const std::int64_t step = range.count > 1 ? whole.step * range.step : 1;
    const std::int64_t start = whole.start + range.start * whole.step;
    return Value::of(heap_.range({start, start + range.count * step, step}));
  }
  const NumberArray& array = *object.array;
  if (range.step == 1 && array.tag == NumberTag::kArrayFloat) {
    return Value::of(heap_.array_view(array.data + range.start, range.count));
  }
  std::vector<double> numbers;
  numbers.reserve(range.count);
  for (std::int64_t i = 0; i < range.count; ++i) numbers.push_back(array.data[range.start + i * range.step]);
  if (!take_memory(at, range.count * static_cast<std::int64_t>(sizeof(double)))) return Value::raised();
  return Value::of(heap_.array(array.tag, std::move(numbers)));
}

Value Machine::subscript(const Node& at, const Value& object, const Node& index_node) {
  if (object.tag == ValueTag::kMatrix) return matrix_item(at, index_node);
  const bool indexable = object.is_text() || object.is_sequence() || object.tag == ValueTag::kArray ||
                         object.tag == ValueTag::kRange;
  if (!indexable) return raise_operation(at, ErrorKind::kType, "[]", object);
  if (index_node.op == NodeOp::kSlice) return slice(at, object, index_node);
  const Value index = eval(index_node);
  if (index.is_raised()) return index;
  std::int64_t i = 0;
  switch (object.tag) {
    case ValueTag::kText:
      if (!item_index(at, index, object.text->length, i) || !take_text_steps(at, *object.text)) return Value::raised();
      return text_value(at, object.text->part(i, i + 1));
    case ValueTag::kRange:
      if (!item_index(at, index, object.range->size(), i)) return Value::raised();
      return Value::integer_of(object.range->start + i * object.range->step);
    case ValueTag::kArray: {
      const NumberArray& array = *object.array;
      const bool selects = index.tag == ValueTag::kArray && index.array->tag == NumberTag::kArrayBool;
      if (!selects) {
        if (!item_index(at, index, array.size, i)) return Value::raised();
        return Value::of(array.element(i));
      }
      if (index.array->size != array.size) return raise_operation(at, ErrorKind::kIndex, "[]", object, index);
      std::vector<double> chosen;
      for (std::int64_t k = 0; k < array.size; ++k) {
        if (index.array->data[k] != 0) chosen.push_back(array.data[k]);
      }
      return Value::of(heap_.array(array.tag, std::move(chosen)));
    }
    default:
      if (!item_index(at, index, static_cast<std::int64_t>(object.sequence->items.size()), i)) return Value::raised();
      return object.sequence->items[i];
  }
}

// self.arry_data[i, c], self.arry_data[a:b, c], self.arry_data[i]; column 0 is the row key.
Value Machine::matrix_item(const Node& at, const Node& index_node) {
  if (context_->array_columns == nullptr) {
    return raise(at, ErrorKind::kAttribute, [] {
      return message("self.arry_data는 백파인더 전략에서만 쓸 수 있습니다.", "self.arry_data exists in finder texts only.");
    });
  }
  const bool pair = index_node.op == NodeOp::kTuple && index_node.children.size() == 2;
  if (!pair) {
    if (index_node.op == NodeOp::kSlice || index_node.op == NodeOp::kTuple) {
      return raise(at, ErrorKind::kIndex, [] {
        return message("self.arry_data[행, 열] 또는 self.arry_data[행:행, 열] 형태로 사용하십시오.",
                       "use self.arry_data[row, column] or self.arry_data[row:row, column].");
      });
    }
    const Value row = eval(index_node);
    std::int64_t r = 0;
    if (row.is_raised() || !item_index(at, row, context_->array_rows, r)) return Value::raised();
    std::vector<double> values;
    for (std::int64_t c = 0; c < context_->array_column_count; ++c) values.push_back(context_->array_columns[c][r]);
    return Value::of(heap_.array(NumberTag::kArrayFloat, std::move(values)));
  }
  const Node& row_node = *index_node.children[0];
  SliceRange range;
  Value row;
  if (row_node.op == NodeOp::kSlice) {
    if (!slice_range(row_node, context_->array_rows, range)) return Value::raised();
  } else {
    row = eval(row_node);
    if (row.is_raised()) return row;
  }
  const Value column = eval(*index_node.children[1]);
  std::int64_t c = 0, r = 0;
  if (column.is_raised() || !item_index(at, column, context_->array_column_count, c)) return Value::raised();
  const double* data = context_->array_columns[c];
  if (row_node.op != NodeOp::kSlice) {
    if (!item_index(at, row, context_->array_rows, r)) return Value::raised();
    return Value::array_float(data[r]);
  }
  if (range.step == 1) return Value::of(heap_.array_view(data + range.start, range.count));
  std::vector<double> values;
  for (std::int64_t i = 0; i < range.count; ++i) values.push_back(data[range.start + i * range.step]);
  return Value::of(heap_.array(NumberTag::kArrayFloat, std::move(values)));
}

}  // namespace stom::script
