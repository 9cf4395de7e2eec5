import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct CauseTests {
    @Test(arguments: [
        ("var/lib/apt/lists/deb_main_Packages", "apt lists"), ("var/cache/apt/archives/x.deb", "apt archives"),
        ("var/lib/dpkg/status-old", "dpkg backups"), ("root/.cache/pip/http/x", "pip cache"),
        ("home/u/.cache/pip/wheels/x", "pip cache"), ("root/.npm/_cacache/x", "package caches"),
        ("opt/conda/pkgs/numpy/lib/a.py", "package caches"), ("root/.cache/uv/x", "package caches"),
        ("usr/lib/python3/__pycache__/x.cpython-311.pyc", "byte code"), ("usr/share/doc/x/copyright", "documentation"),
        ("usr/share/man/man1/x.1.gz", "manual pages"), ("usr/share/info/x.info.gz", "info"),
        ("usr/share/locale/de/LC_MESSAGES/x.mo", "locales"), ("usr/include/stdio.h", "headers"),
        ("usr/lib/x86_64-linux-gnu/libc.a", "static libraries"),
        ("usr/lib/pkgconfig/zlib.pc", "libtool and pkg-config files"),
        ("usr/lib/debug/.build-id/ab/cd.debug", "debug symbols"),
        ("usr/local/lib/python3.11/site-packages/numpy/tests/test_a.py", "test suites"),
        ("srv/app/.git/objects/ab/cd", "version-control folders"), ("opt/wheels/six.whl", "wheels and source archives"),
        ("var/log/dpkg.log", "logs"), ("tmp/x", "temporary files"), ("var/crash/x", "crash dumps"),
        ("var/lib/dpkg/info/x.list", "package databases"), ("etc/ssl/certs/ca.pem", "certificates and time zones"),
        ("usr/share/zoneinfo/Europe/Berlin", "certificates and time zones"), ("srv/app/main.py", "application files"),
        ("etc/a/x.dpkg-old", "dpkg backups"), ("srv/x.dpkg-old", "application files"), ("core.dump.1", "crash dumps"),
        ("srv/core.dump", "crash dumps"), ("usr/tests/x", "test suites"), ("srv/tests/x", "application files"),
        ("srv/site-packages/a/tests/x", "test suites"), ("tests/dist-packages/x", "test suites"),
        (".cache/pip/x", "pip cache"), ("srv/conda/pkgs/x", "package caches"), ("pkgs/conda/x", "application files"),
        ("root/.cache/huggingface/hub/models--a--b/blobs/x", "models and browsers"),
        ("opt/models/models--a--b/snapshots/x", "models and browsers"),
        ("usr/share/nltk_data/a.zip", "models and browsers"),
        ("home/app/.cache/ms-playwright/chromium-1/chrome", "models and browsers"),
        ("root/.cache/ms-playwright-go/1/node", "models and browsers"), ("root/.cache/mesa/x", "other caches"),
        ("root/.cache/pypoetry/virtualenvs/x/lib/a.py", "other caches"),
        ("root/.cache/pypoetry/cache/x", "package caches"),
        ("srv/.yarn/releases/yarn.cjs", "application files"), ("root/.npm/_npx/a/x.js", "application files"),
        ("usr/bin/git", "application files"), ("home/user/digit/x", "application files"),
    ])
    func tellsWhatAPathIsFor(path: String, cause: String) {
        #expect(Cause(path: Array(path.utf8)[...]).rawValue == cause)
    }

    /// Trying the patterns one by one, in their order, gives the same.
    @Test func takesTheFirstRowThatMatches() {
        var random = SeededGenerator(seed: 3)
        let names = [
            "usr", "var", "lib", "root", ".cache", "uv", "pip", "tests", "site-packages", "a.py", "a.pyc", "x.tar.gz",
            "models--a", ".git", "doc", "share", "core.dump.1", "core", "tmp", "log", "x.h", "conda", "pkgs", "x~",
            ".npm",
            "_cacache", "cmake", "etc", "a.dpkg-old", "apt", "lists", "",
        ]
        for _ in 0..<20_000 {
            let count = Int.random(in: 1...5, using: &random)
            let parts = (0..<count).map { _ in names[Int.random(in: 0..<names.count, using: &random)] }
            let path = Array(parts.joined(separator: "/").utf8)[...]
            let slow = CauseTable.rows.firstIndex { row in row.patterns.contains { $0.matches(path) } }
            #expect(Int(CauseTable.position(of: path)) == slow ?? CauseTable.rows.count - 1)
        }
    }

    @Test func namesEachCauseOnce() {
        #expect(Set(CauseTable.rows.map(\.cause)).count == CauseTable.rows.count)
        #expect(CauseTable.rows.last?.cause == .applicationFiles)
    }
}
