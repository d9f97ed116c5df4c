// Finding JDK 17.

package own

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// release is what Cassandra 5.0 needs: others fail at once, or were not tried.
const release = "17"

// systemJava is where systems keep a JDK 17.
func systemJava() []string {
	return []string{
		"/usr/lib/jvm/*17*/bin/java", "/Library/Java/JavaVirtualMachines/*17*/Contents/Home/bin/java",
		"/opt/homebrew/opt/openjdk@17/bin/java", "/usr/local/opt/openjdk@17/bin/java",
	}
}

// variable returns the value of an environment variable.
func variable(environ []string, name string) (value string) {
	for _, entry := range environ {
		if v, ok := strings.CutPrefix(entry, name+"="); ok {
			value = v
		}
	}
	return value
}

// findJava returns the java of a JDK 17: that of JAVA_HOME, the one on the PATH, or one where
// systems keep them. The error says what was found instead.
func findJava(ctx context.Context, environ, patterns []string) (string, error) {
	var candidates []string
	if home := variable(environ, "JAVA_HOME"); home != "" {
		candidates = append(candidates, filepath.Join(home, "bin", "java"))
	}
	for _, folder := range filepath.SplitList(variable(environ, "PATH")) {
		candidates = append(candidates, filepath.Join(folder, "java"))
	}
	for _, pattern := range patterns {

		found, _ := filepath.Glob(pattern) // the patterns are sound
		candidates = append(candidates, found...)
	}
	var others []string
	for _, java := range candidates {
		version := javaVersion(ctx, java, environ)
		if major, _, _ := strings.Cut(version, "."); major == release {
			return java, nil
		}
		if version != "" && !slices.Contains(others, version) {
			others = append(others, version)
		}
		if err := ctx.Err(); err != nil {
			return "", context.Cause(ctx)
		}
	}
	if len(others) == 0 {
		return "", errors.New("no java was found, and Cassandra needs JDK 17; install it (Debian: openjdk-17-jre-headless), or set JAVA_HOME")
	}
	return "", fmt.Errorf("java is %s, and Cassandra needs JDK 17; install it (Debian: openjdk-17-jre-headless), or set JAVA_HOME", strings.Join(others, ", "))
}

var javaRelease = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`version "([0-9][^"]{0,40})"`) })

// javaVersion returns the version of a java, as in 17.0.15; "" if there is none.
func javaVersion(ctx context.Context, java string, environ []string) string {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, java, "-version")
	cmd.Env = environ
	out, err := cmd.CombinedOutput()
	if err != nil {
		return ""
	}
	if m := javaRelease().FindSubmatch(out); m != nil {
		return string(m[1])
	}
	return ""
}
