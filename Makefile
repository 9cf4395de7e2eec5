# `make help` lists the targets.

PREFIX ?= /usr/local
DESTDIR ?=
SWIFT ?= swift
ROUNDS ?= 3
# What `make fuzz` runs: one target or all, each for so many seconds or, where RUNS is given, executions.
TARGET ?= $(notdir $(wildcard Fuzz/Corpus/*))
SECONDS ?= 60
RUNS ?=

# The released program carries the Swift runtime in itself, so that it starts in milliseconds.
RELEASE = $(SWIFT) build --configuration release --static-swift-stdlib --product imagescan
SHAPES = generated/shapes/shapes.tsv
FUZZ = $(SWIFT) build --package-path Fuzz --configuration release -Xswiftc -enable-testing -Xswiftc -parse-as-library \
	-Xswiftc -sanitize=fuzzer,address -Xswiftc -use-ld=lld
SCRIPTS = .ci/run .ci/system-packages $(wildcard Examples/*/*.sh Fixtures/*.sh Benchmarks/*.sh Fuzz/*.sh Tests/*.sh)

ifneq ($(wildcard ../shared),)
export IMAGESCAN_SHARED ?= $(abspath ../shared)
endif

# Warnings in our own targets are errors.
export IMAGESCAN_STRICT ?= 1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: bench build check check-full clean coverage demo docs format fuzz help install lint manual sanitize setup \
	setup-test test uninstall

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: ## install the Debian packages the build needs, if any is missing
	@.ci/system-packages build

build: setup ## build the program for release
	@[ -x "$$($(RELEASE) --show-bin-path 2>/dev/null)/imagescan" ] \
		|| echo 'Building imagescan and what it is made of. The first time takes 3 to 5 minutes on two cores; later seconds.'
	$(RELEASE)

demo: build ## build, then show the inventory of a real Debian and Python image
	"$$($(RELEASE) --show-bin-path)/imagescan" inventory Fixtures/demo.oci.tar

setup-test:
	@.ci/system-packages build test

# The demo images in every shape of archive, which the tests read.
$(SHAPES): $(wildcard Fixtures/*.sh Fixtures/*.py Fixtures/*.tar) | setup-test
	Fixtures/build-shapes.sh $(@D)

# Validators that other people wrote, which Debian does not have; without them their tests say that they are skipped.
VALIDATORS = generated/validators

$(VALIDATORS): .ci/validators.txt | setup-test
	@rm -rf $@
	@python3 -m venv --system-site-packages $@ && $@/bin/pip install --quiet --disable-pip-version-check -r $< \
		|| { echo 'No validators of SPDX and CycloneDX: they could not be installed.' >&2; rm -rf $@; }

# Dask and DuckDB for Examples/fleet; without them its tests say that they are skipped.
FLEET = generated/fleet

$(FLEET): Examples/fleet/requirements.txt | setup-test
	@rm -rf $@
	@python3 -m venv --system-site-packages $@ && $@/bin/pip install --quiet --disable-pip-version-check -r $< \
		|| { echo 'No Dask and DuckDB: they could not be installed.' >&2; rm -rf $@; }

# Tests that start the program start the released one: damaged images of gigabytes take minutes without optimization.
test: setup-test build $(SHAPES) $(VALIDATORS) $(FLEET) ## install what the tests need and run them all
	python3 Tests/Scripts/flow.py
	IMAGESCAN_PROGRAM="$$($(RELEASE) --show-bin-path)/imagescan" $(SWIFT) test
	python3 Tests/Browser/run.py "$$($(RELEASE) --show-bin-path)/imagescan"
	/usr/bin/python3 Tests/completions.py "$$($(RELEASE) --show-bin-path)/imagescan"
	SWIFT=$(SWIFT) Fuzz/typecheck.sh "$$($(SWIFT) build --show-bin-path)/Modules"
	SWIFT=$(SWIFT) Examples/ReadingOnly/test.sh "$(CURDIR)/.build-reading"
	Tests/reported.sh "$$($(RELEASE) --show-bin-path)/imagescan"
	Tests/trivy-bills.sh "$(CURDIR)/$(VALIDATORS)" "$$($(RELEASE) --show-bin-path)/imagescan"
	PATH="$(CURDIR)/$(FLEET)/bin:$$PATH" python3 Examples/fleet/test_fleet.py "$$($(RELEASE) --show-bin-path)/imagescan"
	Benchmarks/instructions.py "$$($(RELEASE) --show-bin-path)/imagescan"

lint: ## check the format of the sources, the order of their folders and, where shellcheck is installed, the scripts
	$(SWIFT) format lint --strict --recursive Sources Tests Examples Fuzz/Sources Fuzz/Package.swift Package.swift
	@for script in $(SCRIPTS); do bash -n $$script || exit 1; done
	@if command -v shellcheck >/dev/null; then shellcheck $(SCRIPTS); else echo 'No shellcheck: scripts not checked.'; fi
	python3 Tests/Scripts/test_flow.py --quiet
	python3 Tests/Scripts/flow.py
	@large=$$(git ls-files -- ':!Fixtures' | xargs -r -d '\n' stat -c '%s %n' | awk '$$1 > 262144'); \
	if [ -n "$$large" ]; then echo "These files are too large for the repository: $$large" >&2; exit 1; fi

format: ## format the sources in place
	$(SWIFT) format format --in-place --recursive Sources Tests Examples Fuzz/Sources Fuzz/Package.swift Package.swift

# The targets of the library, in the order in which they use each other.
MODULES = ImageReading ImagePackages ImageLedger ImageWriting ImageReports ImagePolicy ImageAdvisories ImageKit

docs: setup ## build the documentation of the library; warnings are errors
	IMAGESCAN_DOCS=1 $(SWIFT) package generate-documentation --enable-experimental-combined-documentation \
		$(addprefix --target ,$(MODULES)) --warnings-as-errors

check: lint test docs ## the gate before a commit: format, debug and release tests, documentation
	$(SWIFT) test --configuration release --scratch-path .build-check -Xswiftc -enable-testing

check-full: check fuzz ## the gate, then each fuzz target for a minute under AddressSanitizer

fuzz: setup ## throw inputs at the parsers: make fuzz TARGET=tar SECONDS=600, or RUNS=1000000
	$(FUZZ)
	for target in $(TARGET); do \
		Fuzz/run.sh "$$($(FUZZ) --show-bin-path)/Fuzz" $$target $(if $(RUNS),-runs=$(RUNS),-max_total_time=$(SECONDS)) || exit 1; \
	done

# Leaks are valgrind's matter: the sandbox denies what LeakSanitizer does at the end. Hostile images get more memory and time.
SANITIZE = IMAGESCAN_SANITIZED=1 ASAN_OPTIONS=detect_leaks=0:quarantine_size_mb=16 \
	TSAN_OPTIONS=suppressions=$(CURDIR)/Tests/thread.supp $(SWIFT) test --disable-xctest

sanitize: $(SHAPES) build ## run all tests under AddressSanitizer and ThreadSanitizer, the program under valgrind
	@.ci/system-packages sanitize
	$(SANITIZE) --sanitize=address --scratch-path .build-address
	$(SANITIZE) --sanitize=thread --scratch-path .build-thread
	Tests/valgrind.sh "$$($(RELEASE) --show-bin-path)/imagescan"

coverage: $(SHAPES) ## print the line coverage of parsers; fails where a folder of them has less than 95 %
	$(SWIFT) test --enable-code-coverage --scratch-path .build-coverage --filter ImageKitTests
	Tests/coverage.py "$$($(SWIFT) test --show-codecov-path --scratch-path .build-coverage)"

bench: build ## compare with other tools: make bench IMAGES="a.tar b.tar" ROUNDS=5
	Benchmarks/run.sh --rounds $(ROUNDS) $(IMAGES)
	Benchmarks/reuse.py --imagescan "$$($(RELEASE) --show-bin-path)/imagescan" --rounds $(ROUNDS) \
		$(firstword $(IMAGES) generated/benchmark/gzip.oci.tar)

manual:
	$(SWIFT) package generate-manual

install: build manual ## install program, manual page and completions below PREFIX
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1 \
		$(DESTDIR)$(PREFIX)/share/bash-completion/completions $(DESTDIR)$(PREFIX)/share/zsh/site-functions \
		$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	install -s -m 755 "$$($(RELEASE) --show-bin-path)/imagescan" $(DESTDIR)$(PREFIX)/bin/imagescan
	install -m 644 .build/plugins/GenerateManual/outputs/imagescan/imagescan.1 $(DESTDIR)$(PREFIX)/share/man/man1/
	$(DESTDIR)$(PREFIX)/bin/imagescan --generate-completion-script bash \
		> $(DESTDIR)$(PREFIX)/share/bash-completion/completions/imagescan
	$(DESTDIR)$(PREFIX)/bin/imagescan --generate-completion-script zsh \
		> $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_imagescan
	$(DESTDIR)$(PREFIX)/bin/imagescan --generate-completion-script fish \
		> $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/imagescan.fish

uninstall: ## remove what install wrote
	rm -f $(DESTDIR)$(PREFIX)/bin/imagescan $(DESTDIR)$(PREFIX)/share/man/man1/imagescan.1 \
		$(DESTDIR)$(PREFIX)/share/bash-completion/completions/imagescan \
		$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_imagescan \
		$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/imagescan.fish

clean: ## remove everything built
	rm -rf .build .build-address .build-check .build-coverage .build-reading .build-thread Fuzz/.build generated
