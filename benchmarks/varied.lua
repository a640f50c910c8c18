-- For wrk: the words of a query in another spelling each time, so that every one is new
-- to the site though all find the same.
local number = 0

function request()
  number = number + 1
  local rest = number
  local path = wrk.path:gsub("(q=)([%a+]+)", function(before, words)
    return before .. words:gsub("%a", function(letter)
      local upper = rest % 2 == 1
      rest = math.floor(rest / 2)
      return upper and letter:upper() or letter:lower()
    end)
  end)
  return wrk.format("GET", path)
end
