import ImagePackages
import ImageReading

/// All advice, in the order in which it may claim files: a file belongs to the first rule that wants it.
enum AdviceRules {
    static let all: [any AdviceRule] = [
        // What should never have been in a layer, whatever became of it.
        CauseAdvice(
            "apt-lists", ["apt lists"], .exact, "Package lists of apt lie in a layer",
            "Delete them in the RUN that fetched them: apt-get update && apt-get install -y --no-install-recommends … && "
                + "rm -rf /var/lib/apt/lists/*"),
        CauseAdvice(
            "apt-archives", ["apt archives"], .exact, "Archives and caches of apt lie in a layer",
            "End the RUN with apt-get clean, or mount a cache: RUN --mount=type=cache,target=/var/cache/apt …"),
        CauseAdvice(
            "pip-cache", ["pip cache"], .exact, "The cache of pip lies in a layer",
            "pip install --no-cache-dir …, or ENV PIP_NO_CACHE_DIR=1, or RUN --mount=type=cache,target=/root/.cache/pip …"
        ),
        CauseAdvice(
            "package-caches", ["package caches"], .exact, "Caches of package managers lie in a layer",
            "Clean the cache in the RUN that filled it (npm cache clean --force, conda clean -afy, uv cache clean), or mount "
                + "it with RUN --mount=type=cache"),
        CauseAdvice(
            "version-control", ["version-control folders"], .exact, "Histories of sources were copied",
            "Name .git in .dockerignore, or fetch sources without their history"),
        CauseAdvice(
            "temporary-files", ["temporary files", "crash dumps", "logs"], .exact, "Temporary files and logs were left",
            "Delete them in the RUN that wrote them: … && rm -rf /tmp/* /var/tmp/* && find /var/log -type f -delete"),
        CauseAdvice(
            "database-backups", ["dpkg backups"], .exact, "Backups of package databases lie in a layer",
            "Delete them in the RUN that made them: … && rm -f /var/lib/dpkg/*-old /var/cache/debconf/*-old"),
        // What one layer brought and another took away or wrote anew.
        CopiedFilesAdvice(),
        PurgedPackagesAdvice(),
        DeletedFilesAdvice(),
        UpgradedPackagesAdvice(),
        OverwrittenFilesAdvice(),
        // What is in the image and perhaps not needed.
        UnneededPackagesAdvice(),
        BuildToolsAdvice(),
        RecommendedPackagesAdvice(),
        ByteCodeAdvice(compiler: .systemPackage),
        ByteCodeAdvice(compiler: .installer),
        ByteCodeAdvice(compiler: .interpreter),
        CauseAdvice(
            "test-suites", ["test suites"], .upperBound, "Folders of tests are in the image", isLiveOnly: true,
            // A folder named test may be a module that programs import, as django.test is.
            only: ["**/tests/", "**/lib/python3*/test/"],
            "Delete them in the RUN that installs: … && find / -xdev \\( -path '/usr/*' -o -path '/opt/*' -o -path '*-packages/*' \\) "
                + "-type d \\( -name tests -o -regex '.*/lib/python3[^/]*/test' \\) -prune -exec rm -rf {} +",
            beside:
                "Delete, in the RUN that installs, the folders of tests that hold nothing but tests (test_*.py, conftest.py, "
                + "__init__.py and their data), each by its name; the others hold modules that programs import, as numpy's and "
                + "astropy's do"
        ),
        CauseAdvice(
            "documentation", ["documentation", "manual pages", "info"], .upperBound,
            "Documentation and manual pages are installed", isLiveOnly: true, keeping: ["*/copyright"],
            "Before installing: echo 'path-exclude=/usr/share/doc/*' > /etc/dpkg/dpkg.cfg.d/nodoc, the same for man and info, "
                + "with path-include=/usr/share/doc/*/copyright; or start from a -slim base"),
        CauseAdvice(
            // Python's packages stay as they are: Django does not start without its own.
            "locales", ["locales"], .upperBound, "Translations are installed", isLiveOnly: true, isOwnedOnly: true,
            only: ["usr/share/locale/"],
            "Before installing: echo 'path-exclude=/usr/share/locale/*' > /etc/dpkg/dpkg.cfg.d/nolocale"),
        CauseAdvice(
            "debug-symbols", ["debug symbols"], .upperBound, "Debug symbols are installed", isLiveOnly: true,
            "Leave out -dbg packages, and strip what is built: strip --strip-unneeded"),
        CauseAdvice(
            "headers", ["headers", "static libraries", "libtool and pkg-config files"], .upperBound,
            "Headers and static libraries are left", isLiveOnly: true,
            "Build in a first stage and COPY --from=build only what runs"),
        CauseAdvice(
            "program-caches", ["other caches"], .upperBound, "Programs left caches below ~/.cache", isLiveOnly: true,
            deletesFolders: true,
            "Delete what can be fetched or made again in the RUN that wrote it; models and browsers that the program needs stay"
        ),
        CauseAdvice(
            "archives", ["wheels and source archives"], .upperBound, "Wheels and archives of sources are in the image",
            isLiveOnly: true, deletesFolders: true,
            // What a packed pex runs from.
            keeping: ["**/.deps/"],
            "Bind-mount what is only installed from: RUN --mount=type=bind,source=dist,target=/dist pip install /dist/*.whl"
        ),
    ]
}

/// Files of some causes.
struct CauseAdvice: AdviceRule {
    let kind: String
    let title: String
    let change: String
    let certainty: Advice.Certainty
    let causes: Set<Cause>
    /// The change where other files of the kind have to stay.
    private let beside: String?
    private let isLiveOnly: Bool
    private let kept: [GlobPattern]
    private let isOwnedOnly: Bool
    private let only: [GlobPattern]
    /// Whether its change deletes whole folders that nobody should own, so that links into them would break.
    let deletesFolders: Bool

    init(
        _ kind: String, _ causes: [String], _ certainty: Advice.Certainty, _ title: String, isLiveOnly: Bool = false,
        deletesFolders: Bool? = nil, isOwnedOnly: Bool = false, only: [String] = [], keeping kept: [String] = [],
        _ change: String, beside: String? = nil
    ) {
        self.kind = kind
        self.title = title
        self.change = change
        self.beside = beside
        self.certainty = certainty
        self.causes = Set(causes.map(Cause.init(rawValue:)))
        self.isLiveOnly = isLiveOnly
        self.deletesFolders = deletesFolders ?? !isLiveOnly
        self.isOwnedOnly = isOwnedOnly
        self.only = only.map { GlobPattern(bytes: $0.utf8, .folders) }
        self.kept = kept.map { GlobPattern(bytes: $0.utf8, .folders) }
    }

    /// A command that empties a folder would take what has to stay.
    func change(with commands: PackageCommands?, _ staying: StayingBehind) -> String {
        if let beside, staying.fileCount > 0 {
            return "\(beside): \(Plural.text(staying.fileCount, "file")), which are not counted here"
        }
        guard deletesFolders, staying.fileCount > 0 else { return change }
        let verb = staying.fileCount == 1 ? "is" : "are"
        return "Delete what is left over in the RUN that wrote it, file by file, and not whole folders: "
            + "\(Plural.text(staying.fileCount, "other file")) of this kind \(verb) in use, by links, Python's path or the "
            + "image's configuration"
    }

    func blame(_ file: AdviceFile) -> Int? {
        guard causes.contains(file.line.cause), !isLiveOnly || file.line.fate == .live else { return nil }
        guard !file.isInUse else { return nil }
        // A package that is still there needs what it owns, wherever it lies.
        guard !deletesFolders || !file.isOwned || file.line.fate != .live else { return nil }
        guard !isOwnedOnly || file.isOwned, only.isEmpty || only.contains(where: { $0.matches(file.path) }) else {
            return nil
        }
        return kept.contains { $0.matches(file.path) } ? nil : file.line.layer
    }
}
