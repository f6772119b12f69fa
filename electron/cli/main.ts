process.stderr.write('The command line is not part of this build.\n')
process.exitCode = 1
