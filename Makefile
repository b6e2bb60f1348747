# 党务工作台 partydesk。make 后跟一个目标；不跟，就列出全部目标。
# Every target sets up what it needs by itself, says what it does, and asks nothing.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory --no-builtin-rules

export PYTHONUTF8 := 1
export PIP_NO_INPUT := 1
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV PYTHONDONTWRITEBYTECODE

# The first Python that the locked packages run on.
ifndef PYTHON
PYTHON := $(shell for p in python3 python3.11 python3.12 python3.13; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' >/dev/null 2>&1 && echo $$p && break; done)
endif
BIN := .venv/bin
PERIOD := 2025H1
SAMPLE := build/sample/示例办公室.partydesk
OUT := out
JOBS ?= 2

.PHONY: help
help:  ## 列出全部目标 (this list)
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 24

# ---- set-up ---------------------------------------------------------------------------------------------------

.PHONY: setup setup-test python environment fonts checker
setup: python  ## 备齐运行所需：系统组件、Python 环境、字体 (system parts, environment, fonts)
	@$(PYTHON) tools/system.py run
	@$(PYTHON) tools/environment.py
	@$(BIN)/python tools/fonts.py

setup-test: python  ## 另备测试所需 (what the tests use, too)
	@$(PYTHON) tools/system.py test
	@$(PYTHON) tools/environment.py
	@$(BIN)/python tools/fonts.py
	@$(PYTHON) tools/checker.py

python:
	@test -n "$(PYTHON)" || { echo '需要 Python 3.11 至 3.13（wants Python 3.11 to 3.13）' >&2; exit 1; }

environment: python
	@$(PYTHON) tools/environment.py

fonts: environment  ## 只备字体 (the fallback fonts only)
	@$(BIN)/python tools/fonts.py

# ---- use ------------------------------------------------------------------------------------------------------

.PHONY: run sample papers
run: sample  ## 建示例办公室，导出总结和责任书，有显示器时打开窗口 (sample office, its papers, the desk)
	@mkdir -p "$(OUT)"
	@echo '导出半年总结和责任书（exporting the half-year summary and the responsibility letters）……'
	@$(BIN)/partydesk paper "$(SAMPLE)" half_year_summary --period $(PERIOD) --out "$(OUT)/半年总结-$(PERIOD).docx"
	@$(BIN)/partydesk paper "$(SAMPLE)" half_year_summary --period $(PERIOD) --out "$(OUT)/半年总结-$(PERIOD).pdf"
	@rm -rf "$(OUT)/责任书-$(PERIOD)"; mkdir -p "$(OUT)/责任书-$(PERIOD)"
	@$(BIN)/partydesk paper "$(SAMPLE)" responsibility_letter --period $(PERIOD) --out "$(OUT)/责任书-$(PERIOD)"
	@$(BIN)/partydesk paper "$(SAMPLE)" responsibility_letter --period $(PERIOD) --out "$(OUT)/责任书-$(PERIOD).pdf"
	@echo; echo '文件都在（everything is in）：'; echo "  $(CURDIR)/$(OUT)"
	@ls -1 "$(OUT)" | sed 's/^/    /'
	@if [ -n "$${DISPLAY:-}$${WAYLAND_DISPLAY:-}" ]; then \
		echo '打开工作台（opening the desk）……'; $(BIN)/partydesk desk "$(SAMPLE)"; \
	else \
		echo '没有显示器，窗口不打开；在桌面系统里用 .venv/bin/partydesk 打开（no display: the desk stays closed）'; \
	fi

papers: sample  ## 把示例办公室能印的全部文书印进一个文件夹 (every paper of the sample office, in one folder)
	@mkdir -p "$(OUT)"; rm -rf "$(OUT)/全部文书-$(PERIOD)"
	@$(BIN)/partydesk papers "$(SAMPLE)" --period $(PERIOD) --out "$(OUT)/全部文书-$(PERIOD)"

sample: setup
	@echo '建示例办公室（making the sample office）……'
	@mkdir -p build/sample; rm -rf "$(SAMPLE)" "$(SAMPLE)"-* "$(SAMPLE)".*
	@$(BIN)/partydesk sample "$(SAMPLE)"

# ---- checks ---------------------------------------------------------------------------------------------------

.PHONY: test test-server lint types bench screenshot
test: setup-test  ## 备齐环境，查代码，跑全部测试 (lint, types and every test)
	@echo '查代码（ruff）'; $(BIN)/ruff check .
	@echo '查类型（mypy）'; $(BIN)/mypy
	@echo '跑测试（pytest）'; $(BIN)/python -m pytest -n $(JOBS)

test-server: setup-test  ## 只在 PostgreSQL 上再跑一遍记录、数字、办公室的测试 (records, figures and office, on PostgreSQL alone)
	@$(BIN)/python -m pytest -n $(JOBS) --engine server tests/records tests/figures tests/office

lint: environment  ## 只查代码 (ruff)
	@$(BIN)/ruff check .

types: environment  ## 只查类型 (mypy)
	@$(BIN)/mypy

bench: setup-test  ## 量快慢，各与其下限相比 (each measure beside its floor)
	@$(BIN)/python -m bench

# ---- making things --------------------------------------------------------------------------------------------

.PHONY: package trial-install lock screenshot screens icons trial-fresh clean distclean
package: setup  ## 做 .deb 和免安装的 .tar.xz，须 root，约二十分钟 (for desktops without network and Python; as root)
	@$(PYTHON) tools/system.py package
	@$(BIN)/python -m tools.package.linux

trial-install: setup  ## 在没有网络的 Debian 11、12、13 里试装 dist/ 里的，须 root (install and use them there; as root)
	@$(PYTHON) tools/system.py package
	@$(BIN)/python -m tools.package.trial_install

.PHONY: package-windows trial-windows
package-windows: setup-test  ## 用 Wine 打 Windows 的文件夹、zip 和安装程序，须 root (folder, zip and installer for Windows)
	@$(BIN)/python -m tools.package.windows

trial-windows: setup-test  ## 在 Wine 里把 Windows 的安装包试一遍，须 root (the Windows package tried under Wine)
	@$(BIN)/python -m tools.package.trial_windows

lock: environment  ## 重做 requirements.lock (newest allowed versions)
	@$(PYTHON) tools/lock.py

screenshot: setup-test  ## 重画文档里的窗口图 (the pictures in the papers)
	@$(BIN)/python -m tests.screenshots

screens: setup-test  ## 画出每一页：浅、深、200%、1366×768、大字、空办公室 (every page in every mode, to be looked at)
	@test -f "$(SAMPLE)" || $(MAKE) sample
	@$(BIN)/python -m tests.screenshots screens
	@echo "都在（they are in）：$(CURDIR)/build/screens"

icons: setup-test  ## 从图标库取窗口用的图标 (the outlines that the desk names, out of the library)
	@$(BIN)/python tools/icons.py

.PHONY: trials trial trial-input
trials: setup-test  ## 强行终止、模拟断电、坏文件等全部试到足数，结果写进 docs/trials.md (every trial, at full length)
	@$(BIN)/python -m tests.trials

trial: setup-test  ## 单试一项：make trial ID=typing，不跟就列出编号 (one trial, at full length)
	@$(BIN)/python -m tests.trials $(or $(ID),--help)

trial-input: setup-test  ## 用 fcitx 5、fcitx 4、ibus 各打一遍汉字，须 root；INPUT 可加参数 (Chinese typed through each input method; as root)
	@/usr/bin/python3 tools/trial_input $(INPUT)

trial-fresh: python  ## 在全新的 Debian 里从头试一遍，须 root (the whole, in a fresh Debian; as root)
	@tools/trial_fresh.sh

clean:  ## 删去生成的文件，留环境和字体 (made files; keeps the environment and the fonts)
	@rm -rf $(OUT) dist build/sample build/package .pytest_cache .mypy_cache .ruff_cache .hypothesis

distclean: clean  ## 连环境和字体一起删 (everything that was made)
	@rm -rf build .venv
