select seq from tenant where id = $1
