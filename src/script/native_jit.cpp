// From IR to machine code of this host: a short pass pipeline, then ORC. One LLJIT per text: its memory goes with the text.
#include <cassert>

#include <llvm/ExecutionEngine/Orc/LLJIT.h>
#include <llvm/IR/Verifier.h>
#include <llvm/Passes/PassBuilder.h>
#include <llvm/Support/TargetSelect.h>
#include <llvm/Support/raw_ostream.h>
#include <llvm/TargetParser/Host.h>
#include <llvm/Transforms/InstCombine/InstCombine.h>
#include <llvm/Transforms/Scalar/EarlyCSE.h>
#include <llvm/Transforms/Scalar/GVN.h>
#include <llvm/Transforms/Scalar/LICM.h>
#include <llvm/Transforms/Scalar/LoopPassManager.h>
#include <llvm/Transforms/Scalar/SROA.h>
#include <llvm/Transforms/Scalar/SimplifyCFG.h>

#include "script/native_ir_state.h"

namespace stom::script {
namespace {

// This machine, looked at once.
struct Host {
  llvm::orc::JITTargetMachineBuilder builder;
  llvm::DataLayout layout;
  bool has_avx512 = false;
  bool has_fma = false;
};

const Host& host() {
  static const Host kHost = [] {
    llvm::InitializeNativeTarget();
    llvm::InitializeNativeTargetAsmPrinter();
    llvm::orc::JITTargetMachineBuilder builder = llvm::cantFail(llvm::orc::JITTargetMachineBuilder::detectHost());
    builder.setCodeGenOptLevel(llvm::CodeGenOptLevel::Default);
    builder.getOptions().AllowFPOpFusion = llvm::FPOpFusion::Strict;
    const auto features = llvm::sys::getHostCPUFeatures();
    const auto has = [&](const char* feature) { return features.lookup(feature); };
    llvm::DataLayout layout = llvm::cantFail(builder.getDefaultDataLayoutForTarget());
    return Host{std::move(builder), std::move(layout), has("avx512f") && has("avx512dq") && has("avx512vl") && has("avx512bw"),
                has("fma")};
  }();
  return kHost;
}

void optimise(llvm::Module& module) {
  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager call_graph;
  llvm::ModuleAnalysisManager modules;
  llvm::PassBuilder builder;
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(call_graph);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, call_graph, modules);
  llvm::FunctionPassManager passes;
  passes.addPass(llvm::SimplifyCFGPass());
  passes.addPass(llvm::SROAPass(llvm::SROAOptions::ModifyCFG));
  passes.addPass(llvm::EarlyCSEPass(true));
  passes.addPass(llvm::InstCombinePass());
  passes.addPass(llvm::SimplifyCFGPass());
  passes.addPass(llvm::createFunctionToLoopPassAdaptor(llvm::LICMPass(llvm::LICMOptions()), /*UseMemorySSA=*/true));
  passes.addPass(llvm::GVNPass());
  passes.addPass(llvm::SimplifyCFGPass());
  for (llvm::Function& function : module) {
    if (!function.isDeclaration()) passes.run(function, functions);
  }
}

class JitCode final : public NativeCode {
 public:
  explicit JitCode(std::unique_ptr<llvm::orc::LLJIT> jit) : jit_(std::move(jit)) {}

  void* function(const char* name) const override {
    auto symbol = jit_->lookup(name);
    if (symbol) return symbol->toPtr<void*>();
    llvm::consumeError(symbol.takeError());
    return nullptr;
  }

 private:
  std::unique_ptr<llvm::orc::LLJIT> jit_;
};

}  // namespace

const llvm::DataLayout& host_data_layout() { return host().layout; }

void set_host_attributes(llvm::Function& function) {
  if (!host().has_avx512) return;
  function.addFnAttr("prefer-vector-width", "512");
  function.addFnAttr("min-legal-vector-width", "512");
}

bool Ir::has_fused_multiply() { return host().has_fma; }

std::unique_ptr<NativeCode> Ir::compile(std::string& error) {
  IrState& state = *state_;
  state.builder.ClearInsertionPoint();
  assert(!llvm::verifyModule(*state.module, &llvm::errs()));
  optimise(*state.module);
  auto jit = llvm::orc::LLJITBuilder()
                 .setJITTargetMachineBuilder(host().builder)
                 .setPlatformSetUp(llvm::orc::setUpInactivePlatform)
                 .create();
  if (!jit) {
    error = llvm::toString(jit.takeError());
    return nullptr;
  }
  llvm::orc::ThreadSafeModule module(std::move(state.module), std::move(state.context));
  if (llvm::Error failure = (*jit)->addIRModule(std::move(module))) {
    error = llvm::toString(std::move(failure));
    return nullptr;
  }
  return std::make_unique<JitCode>(std::move(*jit));
}

}  // namespace stom::script
