# The commands of the house. `make` alone lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help install run test lock vendor i18n reference third-party shots bench soak clean
PYTHON_IN_VENV := .venv/bin/python

help:  ## 列出这些命令 / list these commands
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

install:  ## 安装运行所需的一切 / install all that running needs
	@scripts/install.sh

run: install  ## 启动示范校园并打印地址和账号 / start the demo campus, print addresses and logins
	@scripts/run.sh

test: install  ## 安装测试所需并运行全部检查 / install what tests need, run every check
	@scripts/test.sh

lock:  ## 重新锁定依赖版本 / resolve and lock the dependencies again
	@scripts/lock.sh

vendor: install  ## 从 npm 复制前端库 / copy the front-end libraries from npm
	@npm ci
	@$(PYTHON_IN_VENV) scripts/vendor.py

i18n: install  ## 更新并编译翻译 / update and compile the translations
	@$(PYTHON_IN_VENV) scripts/i18n.py

third-party:  ## 生成第三方清单(测试环境中) / write docs/third-party.md (in the test environment)
	@$(PYTHON_IN_VENV) scripts/third_party.py

shots: install  ## 为 README 拍摄页面截图 / take the README's pictures of pages
	@$(PYTHON_IN_VENV) scripts/shots.py

bench: install  ## 测量速度并写出 bench.json / measure speed, write bench.json
	@$(PYTHON_IN_VENV) -m tests.bench

soak: install  ## 在任意时刻杀掉进程,再查有没有丢失 / end processes by kill -9 at random, look for losses
	@$(PYTHON_IN_VENV) -m tests.soak $(SOAK)

clean:  ## 删除生成的缓存,保留 .venv 和 var / remove caches, keep .venv and var
	@rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -not -path './.venv/*' -not -path './node_modules/*' -prune -exec rm -rf {} +

reference: install  ## 从代码生成 docs/reference.md / write docs/reference.md from the code
	@$(PYTHON_IN_VENV) scripts/reference.py
