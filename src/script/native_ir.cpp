#include "script/native_ir.h"

#include <cmath>

#include <llvm/IR/Constants.h>
#include <llvm/IR/Intrinsics.h>
#include <llvm/IR/MDBuilder.h>

#include "script/native_ir_state.h"

namespace stom::script {

namespace {

constexpr std::uint64_t kOwnAlignment = 64;

llvm::Type* scalar_type(IrState& state, Shape shape) {
  llvm::LLVMContext& context = *state.context;
  switch (shape) {
    case Shape::kBit: return llvm::Type::getInt1Ty(context);
    case Shape::kTag: return llvm::Type::getInt8Ty(context);
    case Shape::kNumber: return llvm::Type::getDoubleTy(context);
    case Shape::kRow: return llvm::Type::getInt64Ty(context);
    case Shape::kPointer: return llvm::PointerType::getUnqual(context);
  }
  return nullptr;
}

llvm::Type* lane_type(IrState& state, Shape shape) {
  llvm::Type* scalar = scalar_type(state, shape);
  const bool has_lanes = shape == Shape::kBit || shape == Shape::kTag || shape == Shape::kNumber;
  return state.lanes > 1 && has_lanes ? llvm::FixedVectorType::get(scalar, state.lanes) : scalar;
}

const llvm::ConstantFP* uniform_constant(Ssa value) {
  if (const auto* scalar = llvm::dyn_cast<llvm::ConstantFP>(value)) return scalar;
  if (value->getType()->isVectorTy()) {
    if (const auto* constant = llvm::dyn_cast<llvm::Constant>(value)) {
      return llvm::dyn_cast_or_null<llvm::ConstantFP>(constant->getSplatValue());
    }
  }
  return nullptr;
}

llvm::CmpInst::Predicate float_predicate(Relation relation) {
  switch (relation) {
    case Relation::kLess: return llvm::CmpInst::FCMP_OLT;
    case Relation::kLessEqual: return llvm::CmpInst::FCMP_OLE;
    case Relation::kGreater: return llvm::CmpInst::FCMP_OGT;
    case Relation::kGreaterEqual: return llvm::CmpInst::FCMP_OGE;
    case Relation::kEqual: return llvm::CmpInst::FCMP_OEQ;
    case Relation::kNotEqual: return llvm::CmpInst::FCMP_UNE;
  }
  return llvm::CmpInst::FCMP_FALSE;
}

llvm::CmpInst::Predicate integer_predicate(Relation relation) {
  switch (relation) {
    case Relation::kLess: return llvm::CmpInst::ICMP_SLT;
    case Relation::kLessEqual: return llvm::CmpInst::ICMP_SLE;
    case Relation::kGreater: return llvm::CmpInst::ICMP_SGT;
    case Relation::kGreaterEqual: return llvm::CmpInst::ICMP_SGE;
    case Relation::kEqual: return llvm::CmpInst::ICMP_EQ;
    case Relation::kNotEqual: return llvm::CmpInst::ICMP_NE;
  }
  return llvm::CmpInst::ICMP_EQ;
}

Ssa unary_intrinsic(IrState& state, llvm::Intrinsic::ID id, Ssa a, double (*folded)(double)) {
  if (const llvm::ConstantFP* constant = uniform_constant(a)) {
    return llvm::ConstantFP::get(a->getType(), folded(constant->getValueAPF().convertToDouble()));
  }
  return state.builder.CreateUnaryIntrinsic(id, a);
}

}  // namespace

Ir::Ir() : state_(std::make_unique<IrState>()) {}
Ir::~Ir() = default;

// --- functions ---

void Ir::begin_scan() { begin_rows("scan", false); }
void Ir::begin_hold() { begin_rows("hold", true); }

void Ir::begin_rows(const char* name, bool has_holding) {
  IrState& s = *state_;
  llvm::Type* pointer = scalar_type(s, Shape::kPointer);
  llvm::Type* row_type = scalar_type(s, Shape::kRow);
  std::vector<llvm::Type*> parameters = {pointer, row_type, row_type, pointer};
  if (has_holding) parameters.push_back(pointer);
  auto* type = llvm::FunctionType::get(llvm::Type::getVoidTy(*s.context), parameters, false);
  s.function = llvm::Function::Create(type, llvm::Function::ExternalLinkage, name, *s.module);
  s.function->addParamAttr(0, llvm::Attribute::NoAlias);
  s.function->addParamAttr(3, llvm::Attribute::NoAlias);
  s.function->addFnAttr(llvm::Attribute::NoUnwind);
  set_host_attributes(*s.function);
  s.entry = llvm::BasicBlock::Create(*s.context, "entry", s.function);
  s.builder.SetInsertPoint(s.entry);
  s.lanes = 1;
}

void Ir::begin_sell() {
  IrState& s = *state_;
  llvm::Type* pointer = scalar_type(s, Shape::kPointer);
  auto* type = llvm::FunctionType::get(llvm::Type::getInt32Ty(*s.context), {pointer, scalar_type(s, Shape::kRow), pointer}, false);
  s.function = llvm::Function::Create(type, llvm::Function::ExternalLinkage, "sell", *s.module);
  s.function->addFnAttr(llvm::Attribute::NoUnwind);
  set_host_attributes(*s.function);
  s.entry = llvm::BasicBlock::Create(*s.context, "entry", s.function);
  s.builder.SetInsertPoint(s.entry);
  s.lanes = 1;
}

Ssa Ir::argument(int position) const { return state_->function->getArg(position); }

void Ir::abandon_function() {
  if (state_->function == nullptr) return;
  state_->builder.ClearInsertionPoint();
  state_->function->dropAllReferences();
  state_->function->eraseFromParent();
  state_->function = nullptr;
  state_->entry = nullptr;
}

Ir::Hoist::Hoist(Ir& ir) : ir_(ir), saved_(ir.current_block()), lanes_(ir.lanes()) {
  ir_.set_block(ir_.state_->entry);
  ir_.set_lanes(1);
}

Ir::Hoist::~Hoist() {
  ir_.set_block(saved_);
  ir_.set_lanes(lanes_);
}

void Ir::set_lanes(int lanes) { state_->lanes = lanes; }
int Ir::lanes() const { return state_->lanes; }

// --- constants ---

Ssa Ir::number(double value) { return llvm::ConstantFP::get(lane_type(*state_, Shape::kNumber), value); }
Ssa Ir::bit(bool value) { return llvm::ConstantInt::get(lane_type(*state_, Shape::kBit), value ? 1 : 0); }
Ssa Ir::tag(int value) { return llvm::ConstantInt::get(lane_type(*state_, Shape::kTag), value); }
Ssa Ir::row(std::int64_t value) { return llvm::ConstantInt::getSigned(scalar_type(*state_, Shape::kRow), value); }

std::optional<double> Ir::constant_number(Ssa value) {
  const llvm::ConstantFP* constant = uniform_constant(value);
  if (constant == nullptr) return std::nullopt;
  return constant->getValueAPF().convertToDouble();
}

std::optional<bool> Ir::constant_bit(Ssa value) {
  const auto* constant = llvm::dyn_cast<llvm::Constant>(value);
  if (constant == nullptr) return std::nullopt;
  if (constant->isNullValue()) return false;
  if (constant->isAllOnesValue()) return true;
  return std::nullopt;
}

// --- numbers ---

Ssa Ir::add(Ssa a, Ssa b) { return state_->builder.CreateFAdd(a, b); }
Ssa Ir::subtract(Ssa a, Ssa b) { return state_->builder.CreateFSub(a, b); }
Ssa Ir::multiply(Ssa a, Ssa b) { return state_->builder.CreateFMul(a, b); }
Ssa Ir::divide(Ssa a, Ssa b) { return state_->builder.CreateFDiv(a, b); }
Ssa Ir::remainder(Ssa a, Ssa b) { return state_->builder.CreateFRem(a, b); }
Ssa Ir::negate(Ssa a) { return state_->builder.CreateFNeg(a); }

Ssa Ir::fused_multiply_add(Ssa a, Ssa b, Ssa c) {
  return state_->builder.CreateIntrinsic(a->getType(), llvm::Intrinsic::fma, {a, b, c});
}

Ssa Ir::absolute(Ssa a) {
  return unary_intrinsic(*state_, llvm::Intrinsic::fabs, a, [](double x) { return std::fabs(x); });
}
Ssa Ir::floor(Ssa a) {
  return unary_intrinsic(*state_, llvm::Intrinsic::floor, a, [](double x) { return std::floor(x); });
}
Ssa Ir::ceil(Ssa a) {
  return unary_intrinsic(*state_, llvm::Intrinsic::ceil, a, [](double x) { return std::ceil(x); });
}
Ssa Ir::truncate(Ssa a) {
  return unary_intrinsic(*state_, llvm::Intrinsic::trunc, a, [](double x) { return std::trunc(x); });
}
Ssa Ir::round_to_even(Ssa a) {
  return unary_intrinsic(*state_, llvm::Intrinsic::nearbyint, a, [](double x) { return std::nearbyint(x); });
}
Ssa Ir::square_root(Ssa a) {
  return unary_intrinsic(*state_, llvm::Intrinsic::sqrt, a, [](double x) { return std::sqrt(x); });
}
Ssa Ir::copy_sign(Ssa magnitude, Ssa sign) {
  return state_->builder.CreateBinaryIntrinsic(llvm::Intrinsic::copysign, magnitude, sign);
}
Ssa Ir::compare(Relation relation, Ssa a, Ssa b) { return state_->builder.CreateFCmp(float_predicate(relation), a, b); }
Ssa Ir::is_nan(Ssa a) { return state_->builder.CreateFCmpUNO(a, a); }

// --- bits and tags ---

Ssa Ir::both(Ssa a, Ssa b) { return state_->builder.CreateAnd(a, b); }
Ssa Ir::either(Ssa a, Ssa b) { return state_->builder.CreateOr(a, b); }
Ssa Ir::differ(Ssa a, Ssa b) { return state_->builder.CreateXor(a, b); }
Ssa Ir::invert(Ssa a) { return state_->builder.CreateNot(a); }
Ssa Ir::bit_to_number(Ssa a) { return state_->builder.CreateUIToFP(a, lane_type(*state_, Shape::kNumber)); }
Ssa Ir::tag_and(Ssa a, Ssa b) { return state_->builder.CreateAnd(a, b); }
Ssa Ir::tag_or(Ssa a, Ssa b) { return state_->builder.CreateOr(a, b); }
Ssa Ir::tag_equal(Ssa a, Ssa b) { return state_->builder.CreateICmpEQ(a, b); }
Ssa Ir::tag_at_least(Ssa a, Ssa b) { return state_->builder.CreateICmpUGE(a, b); }
Ssa Ir::select(Ssa condition, Ssa yes, Ssa no) { return state_->builder.CreateSelect(condition, yes, no); }
Ssa Ir::any(Ssa bits) { return bits->getType()->isVectorTy() ? state_->builder.CreateOrReduce(bits) : bits; }

// --- rows ---

Ssa Ir::row_add(Ssa a, Ssa b) { return state_->builder.CreateAdd(a, b); }
Ssa Ir::row_subtract(Ssa a, Ssa b) { return state_->builder.CreateSub(a, b); }
Ssa Ir::row_compare(Relation relation, Ssa a, Ssa b) { return state_->builder.CreateICmp(integer_predicate(relation), a, b); }
Ssa Ir::row_max(Ssa a, Ssa b) { return state_->builder.CreateSelect(row_compare(Relation::kGreater, a, b), a, b); }
Ssa Ir::row_min(Ssa a, Ssa b) { return state_->builder.CreateSelect(row_compare(Relation::kLess, a, b), a, b); }
Ssa Ir::row_to_number(Ssa a) { return state_->builder.CreateSIToFP(a, scalar_type(*state_, Shape::kNumber)); }
Ssa Ir::number_to_row(Ssa a) { return state_->builder.CreateFPToSI(a, scalar_type(*state_, Shape::kRow)); }

Ssa Ir::splat(Ssa scalar) {
  if (state_->lanes == 1 || scalar->getType()->isVectorTy()) return scalar;
  return state_->builder.CreateVectorSplat(state_->lanes, scalar);
}

Ssa Ir::rows_as_numbers(Ssa first) {
  const Ssa start = splat(row_to_number(first));
  if (state_->lanes == 1) return start;
  std::vector<llvm::Constant*> steps;
  for (int lane = 0; lane < state_->lanes; ++lane) {
    steps.push_back(llvm::ConstantFP::get(scalar_type(*state_, Shape::kNumber), lane));
  }
  return add(start, llvm::ConstantVector::get(steps));
}

// --- memory ---

namespace {

Ssa load_invariant(IrState& state, llvm::Type* type, Ssa base, std::int64_t offset, unsigned alignment) {
  llvm::Type* byte = llvm::Type::getInt8Ty(*state.context);
  const Ssa address = offset == 0 ? base : state.builder.CreateConstInBoundsGEP1_64(byte, base, offset);
  llvm::LoadInst* load = state.builder.CreateAlignedLoad(type, address, llvm::Align(alignment));
  load->setMetadata(llvm::LLVMContext::MD_invariant_load, state.no_metadata);
  return load;
}

Ssa load_lanes(IrState& state, llvm::Type* type, llvm::Type* element, Ssa base, Ssa row_number) {
  const Ssa address = state.builder.CreateGEP(element, base, row_number);
  llvm::LoadInst* load = state.builder.CreateAlignedLoad(type, address, llvm::Align(8));
  load->setMetadata(llvm::LLVMContext::MD_invariant_load, state.no_metadata);
  return load;
}

}  // namespace

Ssa Ir::load_pointer(Ssa base, std::int64_t offset) {
  return load_invariant(*state_, scalar_type(*state_, Shape::kPointer), base, offset, 8);
}
Ssa Ir::load_row(Ssa base, std::int64_t offset) {
  return load_invariant(*state_, scalar_type(*state_, Shape::kRow), base, offset, 8);
}
Ssa Ir::load_number(Ssa base, std::int64_t offset) {
  return load_invariant(*state_, scalar_type(*state_, Shape::kNumber), base, offset, 8);
}
Ssa Ir::load_byte(Ssa base, std::int64_t offset) {
  return load_invariant(*state_, scalar_type(*state_, Shape::kTag), base, offset, 1);
}
Ssa Ir::load_numbers(Ssa base, Ssa row_number) {
  return load_lanes(*state_, lane_type(*state_, Shape::kNumber), scalar_type(*state_, Shape::kNumber), base, row_number);
}
Ssa Ir::load_rows_as_numbers(Ssa base, Ssa row_number) {
  llvm::Type* element = scalar_type(*state_, Shape::kRow);
  llvm::Type* type = state_->lanes > 1 ? llvm::FixedVectorType::get(element, state_->lanes) : element;
  return state_->builder.CreateSIToFP(load_lanes(*state_, type, element, base, row_number), lane_type(*state_, Shape::kNumber));
}
Ssa Ir::offset_pointer(Ssa base, Ssa index, std::int64_t size) {
  const Ssa bytes = state_->builder.CreateMul(index, row(size));
  return state_->builder.CreateGEP(llvm::Type::getInt8Ty(*state_->context), base, bytes);
}
Ssa Ir::select_pointer(Ssa condition, Ssa yes, Ssa no) { return state_->builder.CreateSelect(condition, yes, no); }
Ssa Ir::is_null(Ssa pointer) { return state_->builder.CreateIsNull(pointer); }
Ssa Ir::constant_pointer(const void* address) {
  const auto bits = llvm::ConstantInt::get(scalar_type(*state_, Shape::kRow), reinterpret_cast<std::uintptr_t>(address));
  return llvm::ConstantExpr::getIntToPtr(bits, scalar_type(*state_, Shape::kPointer));
}
Ssa Ir::own_memory(std::int64_t bytes) {
  llvm::IRBuilder<> start(state_->entry, state_->entry->begin());
  llvm::AllocaInst* memory = start.CreateAlloca(llvm::ArrayType::get(start.getInt8Ty(), bytes));
  memory->setAlignment(llvm::Align(kOwnAlignment));
  return memory;
}
Ssa Ir::load_own(Shape shape, Ssa memory, std::int64_t offset) {
  const Ssa address = state_->builder.CreateConstInBoundsGEP1_64(llvm::Type::getInt8Ty(*state_->context), memory, offset);
  return state_->builder.CreateAlignedLoad(lane_type(*state_, shape), address, llvm::Align(8));
}
void Ir::store_own(Ssa memory, std::int64_t offset, Ssa value) {
  const Ssa address = state_->builder.CreateConstInBoundsGEP1_64(llvm::Type::getInt8Ty(*state_->context), memory, offset);
  state_->builder.CreateAlignedStore(value, address, llvm::Align(8));
}
void Ir::store_signals(Ssa base, Ssa row_number, Ssa tags) {
  const Ssa address = state_->builder.CreateGEP(llvm::Type::getInt8Ty(*state_->context), base, row_number);
  state_->builder.CreateAlignedStore(tags, address, llvm::Align(1));
}

// --- calls and control flow ---

void Ir::call(const void* function, std::span<const Ssa> arguments) {
  std::vector<llvm::Type*> types;
  for (const Ssa argument : arguments) types.push_back(argument->getType());
  auto* type = llvm::FunctionType::get(llvm::Type::getVoidTy(*state_->context), types, false);
  llvm::CallInst* made = state_->builder.CreateCall(type, constant_pointer(function),
                                                    llvm::ArrayRef<llvm::Value*>(arguments.data(), arguments.size()));
  made->setDoesNotThrow();
  ++state_->calls;
}

Ssa Ir::as_mask(Ssa bits) {
  llvm::Type* integer = llvm::Type::getIntNTy(*state_->context, state_->lanes);
  return state_->builder.CreateZExt(state_->builder.CreateBitCast(bits, integer), scalar_type(*state_, Shape::kRow));
}

IrBlock Ir::new_block() { return llvm::BasicBlock::Create(*state_->context, "", state_->function); }
IrBlock Ir::entry_block() const { return state_->entry; }
IrBlock Ir::current_block() const { return state_->builder.GetInsertBlock(); }
void Ir::set_block(IrBlock block) { state_->builder.SetInsertPoint(block); }
void Ir::jump(IrBlock target) { state_->builder.CreateBr(target); }

void Ir::branch(Ssa condition, IrBlock yes, IrBlock no, bool unlikely) {
  llvm::MDNode* weights = unlikely ? llvm::MDBuilder(*state_->context).createBranchWeights(1, 100'000) : nullptr;
  state_->builder.CreateCondBr(condition, yes, no, weights);
}

Ssa Ir::open_phi(Shape shape) { return state_->builder.CreatePHI(lane_type(*state_, shape), 2); }
void Ir::add_incoming(Ssa phi, Ssa value, IrBlock from) { llvm::cast<llvm::PHINode>(phi)->addIncoming(value, from); }

void Ir::return_nothing() { state_->builder.CreateRetVoid(); }
void Ir::return_integer(std::int32_t value) { state_->builder.CreateRet(state_->builder.getInt32(value)); }
void Ir::return_number_as_integer(Ssa value) {
  state_->builder.CreateRet(state_->builder.CreateFPToSI(value, state_->builder.getInt32Ty()));
}

std::size_t Ir::mark() const { return state_->function->size(); }

std::size_t Ir::cost() const {
  static constexpr std::size_t kCallCost = 100;
  return state_->function->getInstructionCount() + kCallCost * state_->calls;
}

void Ir::discard_since(std::size_t mark) {
  std::vector<llvm::BasicBlock*> blocks;
  std::size_t position = 0;
  for (llvm::BasicBlock& block : *state_->function) {
    if (position++ >= mark) blocks.push_back(&block);
  }
  for (llvm::BasicBlock* block : blocks) block->dropAllReferences();
  for (llvm::BasicBlock* block : blocks) block->eraseFromParent();
}

}  // namespace stom::script
