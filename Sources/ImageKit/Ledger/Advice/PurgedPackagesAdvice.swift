import ImagePackages

/// Files of packages that a later layer removed.
struct PurgedPackagesAdvice: AdviceRule {
    let kind = "purged-packages"
    let title = "Packages are installed in one layer and removed in another"
    let change = "Remove them in the RUN that installs them"
    let certainty = Advice.Certainty.exact

    func change(with commands: PackageCommands?, _ staying: StayingBehind) -> String {
        commands.map { "\(change): \($0.install) … && … && \($0.remove) …" } ?? change
    }

    func blame(_ file: AdviceFile) -> Int? {
        guard file.isOfRemovedPackage, case .deleted(let layer) = file.line.fate, layer != file.line.layer else {
            return nil
        }
        return file.line.layer
    }
}
