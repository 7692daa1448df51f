/// Versions as semver.org defines them.
package enum SemanticVersion {
  package static func isValid(_ text: String) -> Bool {
    let withoutBuild = text.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
    let core = withoutBuild[0].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    let numbers = core[0].split(separator: ".", omittingEmptySubsequences: false)
    guard numbers.count == 3, numbers.allSatisfy(isNumber) else { return false }
    if core.count == 2 {
      let parts = core[1].split(separator: ".", omittingEmptySubsequences: false)
      guard parts.allSatisfy({ isIdentifier($0) && (!$0.allSatisfy(isDigit) || isNumber($0)) }) else { return false }
    }
    if withoutBuild.count == 2 {
      return withoutBuild[1].split(separator: ".", omittingEmptySubsequences: false).allSatisfy(isIdentifier)
    }
    return true
  }

  private static func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }

  private static func isNumber(_ text: Substring) -> Bool {
    !text.isEmpty && text.allSatisfy(isDigit) && (text.count == 1 || text.first != "0")
  }

  private static func isIdentifier(_ text: Substring) -> Bool {
    !text.isEmpty
      && text.allSatisfy {
        isDigit($0) || ("a"..."z").contains($0) || ("A"..."Z").contains($0) || $0 == "-"
      }
  }
}
