import ImagePackages

/// Files of packages that only serve to build or install others.
struct BuildToolsAdvice: AdviceRule {
    let kind = "build-tools"
    let title = "Tools to build or install with are in the image"
    let change =
        "Build in a first stage (FROM … AS build), and COPY --from=build what it made into a stage on a -slim base without them"
    let certainty = Advice.Certainty.upperBound
    let removesPackages = true

    func title(naming packages: [String]) -> String { BuildToolsAdvice.title(title, naming: packages) }

    func blame(_ file: AdviceFile) -> Int? {
        file.need == .buildTool && file.line.fate == .live ? file.line.layer : nil
    }
}

/// Files of packages that were installed for others that are gone.
struct UnneededPackagesAdvice: AdviceRule {
    let kind = "unneeded-packages"
    let title = "Packages are there that no other needs any more"
    let change = "Join the RUN that installs them with the one that removes what needed them"
    // Exactly what the package manager removes, but it does not know what the image's own programs use.
    let certainty = Advice.Certainty.upperBound
    let removesPackages = true

    func change(with commands: PackageCommands?, _ staying: StayingBehind) -> String {
        let end = commands.map { ", and end it with \($0.removeUnneeded ?? "\($0.remove) …")" } ?? ""
        let text = "\(change)\(end); in a RUN of its own that saves visible bytes only"
        guard let keep = commands?.keep else { return text }
        let own = "what your own programs load or start, of which the package manager does not know"
        guard !staying.packages.isEmpty else { return "\(text). First keep, with \(keep) PACKAGE, \(own)" }
        return
            "\(text). First \(keep) \(staying.packages.joined(separator: " ")): packages or files that it does not know of "
            + "use them, and they are not counted here. Keep likewise \(own)"
    }

    func title(naming packages: [String]) -> String { UnneededPackagesAdvice.title(title, naming: packages) }

    func blame(_ file: AdviceFile) -> Int? {
        file.need == .unneeded && file.line.fate == .live ? file.line.layer : nil
    }
}

/// Files of packages that only recommendations brought.
struct RecommendedPackagesAdvice: AdviceRule {
    let kind = "recommended-packages"
    let title = "Packages are there only because others recommend them"
    let change = "apt-get install -y --no-install-recommends …; name those of them that you need"
    let certainty = Advice.Certainty.upperBound
    let removesPackages = true

    func title(naming packages: [String]) -> String { RecommendedPackagesAdvice.title(title, naming: packages) }

    func blame(_ file: AdviceFile) -> Int? {
        file.need == .recommended && file.line.fate == .live ? file.line.layer : nil
    }
}
