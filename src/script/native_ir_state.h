// What an Ir holds; shared by native_ir.cpp (building) and native_jit.cpp (compiling) only, for it needs LLVM headers.
#pragma once

#include <llvm/IR/IRBuilder.h>
#include <llvm/Analysis/InstSimplifyFolder.h>
#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Module.h>

#include "script/native_ir.h"

namespace stom::script {

// Machine code for this host: data layout to build IR with. Made once, lazily.
[[nodiscard]] const llvm::DataLayout& host_data_layout();
// Attributes that a function needs on this host (vector width).
void set_host_attributes(llvm::Function& function);

struct IrState {
  std::unique_ptr<llvm::LLVMContext> context = std::make_unique<llvm::LLVMContext>();
  std::unique_ptr<llvm::Module> module;
  llvm::IRBuilder<llvm::InstSimplifyFolder> builder;
  llvm::Function* function = nullptr;
  llvm::BasicBlock* entry = nullptr;
  llvm::MDNode* no_metadata = nullptr;
  int lanes = 1;
  std::size_t calls = 0;

  IrState()
      : module(make_module(*context)),
        builder(*context, llvm::InstSimplifyFolder(module->getDataLayout())),
        no_metadata(llvm::MDNode::get(*context, {})) {}

  static std::unique_ptr<llvm::Module> make_module(llvm::LLVMContext& context) {
    auto made = std::make_unique<llvm::Module>("strategy", context);
    made->setDataLayout(host_data_layout());
    return made;
  }
};

}  // namespace stom::script
