# Read by deploy/manage and deploy/entrypoint, by bash.

# Takes variables out of a file as systemd reads it, which is not as a shell would:
# blanks need no quotes. What somebody gives for this one command stands.
read_variables() {
  local line name value
  while IFS= read -r line || [ -n "$line" ]; do
    [[ $line =~ ^[[:space:]]*([A-Za-z_][A-Za-z0-9_]*)=(.*)$ ]] || continue
    name=${BASH_REMATCH[1]} value=${BASH_REMATCH[2]}
    value=${value%"${value##*[![:space:]]}"}
    [[ $value =~ ^\"(.*)\"$ || $value =~ ^\'(.*)\'$ ]] && value=${BASH_REMATCH[1]}
    # The sample has keys empty, to be filled in: such a one says nothing.
    case $name in SECRET_KEY | PSEUDONYM_KEY) [ -n "${!name-}" ] || unset "$name" ;; esac
    [ -n "${!name+given}" ] || export "$name=$value"
  done <"$1"
}
