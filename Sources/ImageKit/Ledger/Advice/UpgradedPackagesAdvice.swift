/// Files of packages that a later layer upgraded.
struct UpgradedPackagesAdvice: AdviceRule {
    let kind = "upgraded-packages"
    let title = "Packages are installed in one layer and upgraded in another"
    let change = "Start from a base image that has the newer versions, or install the right version at once"
    let certainty = Advice.Certainty.exact

    func blame(_ file: AdviceFile) -> Int? {
        guard file.isOwned, case .overwritten(let layer) = file.line.fate else { return nil }
        return layer
    }
}
